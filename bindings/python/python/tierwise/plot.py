"""Charts of results, for Altair: ``pip install altair``.

Each function returns a chart of Altair, to be shown, saved or changed further. Colours suit light and dark, and people
who see few colours; for a dark page say ``altair.theme.enable("dark")`` before. Tables are summed up before they are drawn,
so that a chart of a million accounts is as small as one of a hundred.
"""

from tierwise._account_charts import timeline, waterfall
from tierwise._decision_charts import certainty, matrix, plan, recourse
from tierwise._portfolio_charts import concentration, distribution, migration

__all__ = ["certainty", "concentration", "distribution", "matrix", "migration", "plan", "recourse", "timeline", "waterfall"]
