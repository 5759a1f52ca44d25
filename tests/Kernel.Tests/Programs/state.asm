; What is a program's own in the processor survives system calls and interrupts. The exit status is 0, or the number of
; the check that failed.

%include "calls.inc"

ROUNDS      equ 40_000_000          ; long enough for several ticks of 10 ms

%macro fill 0
    mov ebx, 0x22222222
    mov ecx, 0x33333333
    mov edx, 0x44444444
    mov esi, 0x55555555
    mov edi, 0x66666666
    mov ebp, 0x77777777
%endmacro

%macro check 1                      ; status
    cmp ebx, 0x22222222
    must e, %1
    cmp ecx, 0x33333333
    must e, %1
    cmp edx, 0x44444444
    must e, %1
    cmp esi, 0x55555555
    must e, %1
    cmp edi, 0x66666666
    must e, %1
    cmp ebp, 0x77777777
    must e, %1
%endmacro

; A call with some bits of EFLAGS set: they must be set afterwards.
%macro with_flag 2                  ; bits, status
    pushfd
    or dword [esp], %1
    popfd
    mov eax, GETPPID
    int 0x80
    pushfd
    pop ecx
    push dword 0x202
    popfd
    and ecx, %1
    cmp ecx, %1
    must e, %2
%endmacro

global _start
_start:
    mov [stack], esp
    fill
    mov eax, GETPPID
    int 0x80
    check 1
    cmp esp, [stack]
    must e, 1

    with_flag 0x400, 2              ; direction
    with_flag 0x4000, 3             ; nested task
    with_flag 0x40000, 4            ; alignment check
    with_flag 0x8D5, 5              ; overflow, sign, zero, adjust, parity, carry

    xor esp, esp                    ; a stack that is nowhere
    mov eax, GETPPID
    int 0x80
    test esp, esp
    mov esp, [stack]
    must z, 6

    xor eax, eax                    ; segments that are nowhere
    mov ds, eax
    mov es, eax
    mov fs, eax
    mov gs, eax
    mov eax, GETPPID
    int 0x80
    mov eax, ds
    mov ecx, es
    or eax, ecx
    push ss
    pop ds
    push ss
    pop es
    test ax, ax
    must z, 7

    ; A segment of its own, in GS and in DS.
    mov dword [request], -1
    mov dword [request + 4], own
    mov dword [request + 8], 0xFFF
    mov dword [request + 12], 0x51
    mov ebx, request
    mov eax, SET_THREAD_AREA
    int 0x80
    test eax, eax
    must z, 8
    cmp dword [request], 6
    must e, 8
    mov eax, 0x33
    mov gs, eax
    cmp dword [gs:0], 0x12345678
    must e, 8
    mov eax, 0x33
    mov ds, eax
    mov es, eax
    mov eax, GETPPID
    int 0x80
    mov eax, ds
    push ss
    pop ds
    push ss
    pop es
    cmp ax, 0x33
    must e, 9
    mov eax, gs
    cmp ax, 0x33
    must e, 9

    ; SSE and x87 state, and all registers, through a child's life and many interrupts.
    movups xmm0, [pattern]
    movups xmm4, [pattern + 16]
    movups xmm7, [pattern + 32]
    fninit
    fldpi
    ldmxcsr [rounding]
    mov eax, FORK
    int 0x80
    test eax, eax
    jnz .parent
    pxor xmm0, xmm0
    pxor xmm4, xmm4
    pxor xmm7, xmm7
    fninit
    end_with 0
.parent:
    mov ebx, eax
    xor ecx, ecx
    xor edx, edx
    xor esi, esi
    mov eax, WAIT4
    int 0x80
    fill
    mov eax, ROUNDS
.spin:
    dec eax
    jnz .spin
    check 10
    movups [seen], xmm0
    movups [seen + 16], xmm4
    movups [seen + 32], xmm7
    mov esi, seen
    mov edi, pattern
    mov ecx, 12
    cld
    repe cmpsd
    must e, 11
    fldpi
    fcompp
    fnstsw ax
    and ah, 0x45
    cmp ah, 0x40
    must e, 12
    stmxcsr [seen]
    mov eax, [seen]
    cmp eax, [rounding]
    must e, 13
    cmp dword [gs:0], 0x12345678
    must e, 14

    ; The segment goes while GS holds it: a null selector is left, and the kernel takes no harm.
    mov dword [request], 6
    mov dword [request + 4], 0
    mov dword [request + 8], 0
    mov dword [request + 12], 0x28
    mov ebx, request
    mov eax, SET_THREAD_AREA
    int 0x80
    test eax, eax
    must z, 15
    mov eax, gs
    test ax, ax
    must z, 16
    end_with 0

section .rodata
align 16
pattern:    dd 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
rounding:   dd 0x7F80               ; towards zero

section .data
own:        dd 0x12345678
request:    dd 0, 0, 0, 0

section .bss
stack:      resd 1
seen:       resd 12
