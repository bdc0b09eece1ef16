"""Whatever looks at a graph to judge or show it: pictures, checks, reports."""
