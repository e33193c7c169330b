// Lets the reader sort a table by a column; the page reads without.
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    const cell = (row) => row.cells[column];
    // Measures have a key and start with the greatest.
    const falls = [...body.rows].some((row) => cell(row).dataset.key !== undefined);
    const key = (row) => cell(row).dataset.key ?? cell(row).textContent.trim();
    button.addEventListener("click", () => {
      const sorted = head.getAttribute("aria-sort");
      const descending = sorted ? sorted === "ascending" : falls;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const order = (a, b) => {
        const [x, y] = [key(a), key(b)];
        if (x === "–" || y === "–") return (x === "–") - (y === "–");
        const by = isNaN(x) || isNaN(y) ? x.localeCompare(y) : x - y;
        return descending ? -by : by;
      };
      body.append(...[...body.rows].sort(order));
    });
  });
}
