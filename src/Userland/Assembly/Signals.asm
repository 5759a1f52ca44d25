; When the processor refuses an instruction, the program says so before the signal ends it. On a system without handlers
; of signals the calls below are refused, and the system itself must say it.

bits 32

RT_SIGRETURN    equ 173
RT_SIGACTION    equ 174
SIGALTSTACK     equ 186
SA_SIGINFO      equ 0x00000004
SA_RESTORER     equ 0x04000000
SA_ONSTACK      equ 0x08000000
SA_RESETHAND    equ 0x80000000
SIGILL          equ 4
SIGBUS          equ 7
SIGFPE          equ 8
SIGSEGV         equ 11
STACK_SIZE      equ 16384       ; for the handler: the program's own stack may be what is exhausted
MASK_BYTES      equ 8

extern program_signal

section .text

; Makes handle_signal the handler of the four signals. Clobbers EAX, ECX, EDX.
global handle_signals
handle_signals:
    push ebx
    push esi
    push edi
    mov eax, SIGALTSTACK
    mov ebx, stack
    xor ecx, ecx
    int 0x80
    mov edi, signals
.next:
    movzx ebx, byte [edi]
    test ebx, ebx
    jz .done
    mov eax, RT_SIGACTION
    mov ecx, action
    xor edx, edx
    mov esi, MASK_BYTES
    int 0x80
    inc edi
    jmp .next
.done:
    pop edi
    pop esi
    pop ebx
    ret

; handle_signal(signal, information, context), in C's convention. Because of SA_RESETHAND the signal comes again after
; it, and then ends the program.
handle_signal:
    mov ecx, [esp+4]            ; program_signal(signal, information, context), managed convention
    mov edx, [esp+8]
    push dword [esp+12]
    call program_signal
    ret

return_from_signal:
    mov eax, RT_SIGRETURN
    int 0x80

section .rodata

align 4
stack:      dd signal_stack, 0, STACK_SIZE
action:     dd handle_signal, SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_RESETHAND, return_from_signal, 0, 0
signals:    db SIGILL, SIGBUS, SIGFPE, SIGSEGV, 0

section .bss

alignb 16
signal_stack:   resb STACK_SIZE
