; Says so, and never ends: only the timer or control-] gets the processor back.

%include "calls.inc"

global _start
_start:
    mov ecx, text
    mov edx, text_end - text
    call write_text
.forever:
    inc eax
    jmp .forever

section .rodata
text:       db "looping", 10
text_end:
