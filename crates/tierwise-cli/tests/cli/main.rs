//! The program as people use it: what it prints, what it leaves behind, and how it ends.

#[cfg(test)]
mod big;
#[cfg(test)]
mod calibration;
#[cfg(test)]
mod check;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod help;
#[cfg(test)]
mod inputs;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod migrate;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod outputs;
#[cfg(test)]
mod place;
#[cfg(test)]
mod portfolio;
#[cfg(test)]
mod recourse;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod score;
#[cfg(test)]
mod timeline;
