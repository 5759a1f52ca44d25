; Functions that do nothing, for finding out what measuring costs: a benchmark calls one with the arguments of the operation that it measures.
; Managed convention: what lies on the stack is popped by the callee. The result is what EAX held.

bits 32
section .text

global empty_function
empty_function:
    ret

; One argument on the stack, two, three.
global empty_function_1
empty_function_1:
    ret 4

global empty_function_2
empty_function_2:
    ret 8

global empty_function_3
empty_function_3:
    ret 12
