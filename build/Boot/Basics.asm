; The basics for a kernel without its own: a stack, and a handler for failed runtime checks.

bits 32

STACK_SIZE equ 16384

extern refuse
extern refuse.next
extern refuse_hexadecimal

section .bss

alignb 16
boot_stack:     resb STACK_SIZE
global boot_stack_top
boot_stack_top:

section .text

; The stack holds the kind of failure and, above it, the address after the call that found it: see
; src/CoreLib/Assembly/Failures.asm.
global runtime_failure
runtime_failure:
    cli
    mov esi, failure_text
    call refuse
    mov edi, [esp]
    call refuse_hexadecimal
    mov esi, address_text
    call refuse.next
    mov edi, [esp+4]
    call refuse_hexadecimal
.stop:
    hlt
    jmp .stop

section .rodata

failure_text:   db " halted: a check of the language failed, of kind 0x", 0
address_text:   db ", before address 0x", 0
