# Steps one instruction at a time until the function in which the debugger stopped has returned, and prints the callers
# before each.
import gdb


def callers():
    names, frame = [], gdb.newest_frame()
    while frame is not None:
        names.append((frame.name(), frame.read_register("esp")))
        frame = frame.older()
    return names


before = [(name, int(esp)) for name, esp in callers()[1:]]
count = deepest = 0
while True:
    now = [(name, int(esp)) for name, esp in callers()]
    if now == before:
        break
    if now[-len(before):] != before:
        raise gdb.GdbError(f"after {count} instructions, at {gdb.newest_frame().pc():#x}, "
                           f"the callers are {now[-len(before):]} and not {before}")
    deepest = max(deepest, len(now) - len(before))
    gdb.execute("stepi", to_string=True)
    count += 1
print(f"stepped {count} instructions, up to {deepest} calls deep, with the same callers")
