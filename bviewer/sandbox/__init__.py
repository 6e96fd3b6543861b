"""Running one function on one file in a child process with limits of memory and time.

A parser or decoder fed with a stranger's file may crash, hang or swell. `run` is the parent's side
of that, `child` and `memory` the child's, `limits` what a file may cost, `errors` what may become
of it. `child_process` ends a process with the one that started it.
"""
