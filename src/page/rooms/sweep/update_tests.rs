//! Sweeps in the page: what is set up, what workers are given, pauses, deaths, and going on after a reload.
