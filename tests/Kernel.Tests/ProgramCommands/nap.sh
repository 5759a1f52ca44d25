# A shell that waits: docs/PROGRAMS.md shows its memory.
echo asleep; sleep 1000; echo awake
