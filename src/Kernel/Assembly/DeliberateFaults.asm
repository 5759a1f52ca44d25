; Instructions that fault, for the `fault` command: those that C# cannot say.

bits 32
section .text

; #UD: the instruction that is guaranteed to be none (SDM volume 2, "UD").
global execute_invalid_opcode
execute_invalid_opcode:
    push ebp
    mov ebp, esp
    ud2
    pop ebp
    ret

; #GP: loads selector ECX, which names no descriptor, into FS.
global load_bad_selector
load_bad_selector:
    push ebp
    mov ebp, esp
    mov fs, ecx
    pop ebp
    ret

; #DF: takes the stack away, then uses it. The page fault can't be delivered on a stack that isn't there. ECX = an unmapped address.
global lose_stack
lose_stack:
    push ebp
    mov ebp, esp
    mov esp, ecx
    push eax
    mov esp, ebp
    pop ebp
    ret
