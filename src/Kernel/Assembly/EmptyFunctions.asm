; Functions that do nothing. A benchmark calls one with the arguments of the measured operation to find the cost of
; measuring. Managed convention: the callee pops the arguments on the stack. The result is the caller's EAX.

bits 32
section .text

global empty_function
empty_function:
    ret

; One, two and three arguments on the stack.
global empty_function_1
empty_function_1:
    ret 4

global empty_function_2
empty_function_2:
    ret 8

global empty_function_3
empty_function_3:
    ret 12
