; Faulting instructions for the `fault` command that C# cannot express.

bits 32
section .text

; #UD: an instruction that is guaranteed to be undefined (SDM volume 2, "UD").
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

; #DF: points ESP at an unmapped address (ECX), then uses the stack. The page fault can't be delivered there.
global lose_stack
lose_stack:
    push ebp
    mov ebp, esp
    mov esp, ecx
    push eax
    mov esp, ebp
    pop ebp
    ret
