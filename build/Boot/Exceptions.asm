; Exceptions for a kernel without interrupt stubs of its own: a descriptor table, gates for vectors 0 to 31, and a
; handler that C# may replace (Osmosis.Metal.Exceptions). So an exception is a line, not a reset.
;
; A double fault that comes because the stack is used up still resets the machine: only a task with a stack of its own
; would survive it, as in src/Kernel/Assembly.

bits 32

VECTORS         equ 32
STUB_BYTES      equ 16
CODE            equ 8               ; selectors in the table below: those that load_descriptor_table takes
DATA            equ 16
INTERRUPT_GATE  equ 0x8E00          ; present, ring 0, 32 bits; interrupts are off in the handler
FRAME_ABOVE     equ 52              ; from the vector to what lies above the processor's EFLAGS: see below
SAVED_ESP       equ 12              ; in what pushad leaves
STATE_BYTES     equ 512             ; of fxsave, aligned to 16

extern kernel_main
extern load_descriptor_table
extern refuse
extern refuse.next
extern refuse_hexadecimal

section .bss

alignb 8
interrupt_table:    resq VECTORS

section .text

; Entry.asm calls this before kernel_main, whose arguments are in ECX and EDX. Where this file is left out, kernel.ld
; gives kernel_main the name.
global kernel_start
kernel_start:
    push ecx
    push edx
    mov ecx, descriptor_register
    call load_descriptor_table

    mov eax, stubs
    mov edx, interrupt_table
    mov ecx, VECTORS
.gate:                              ; SDM volume 3, "IDT Descriptors"
    mov [edx], ax
    mov word [edx+2], CODE
    mov [edx+4], eax                ; its upper half stays
    mov word [edx+4], INTERRUPT_GATE
    add eax, STUB_BYTES
    add edx, 8
    loop .gate
    lidt [interrupt_register]
    pop edx
    pop ecx
    jmp kernel_main

; ECX = a managed method's address.
global exceptions_handle
exceptions_handle:
    mov [handler], ecx
    ret

; The processor has pushed EFLAGS, CS, EIP and, for some exceptions, an error code (SDM volume 3, "Error Code"). Each
; stub makes the frame uniform and adds the vector.
align STUB_BYTES
stubs:
%assign vector 0
%rep VECTORS
    align STUB_BYTES
    %if (vector == 8) || (vector >= 10 && vector <= 14) || (vector == 17) || (vector == 21)
    %elif (vector == 29) || (vector == 30)
    %else
    push byte 0
    %endif
    push byte vector
    jmp near exception_common
    %assign vector vector + 1
%endrep

; The frame is an Osmosis.Metal.InterruptFrame; ECX gets its address. EBP keeps it, and C# preserves EBP.
exception_common:
    pushad
    lea eax, [esp + FRAME_ABOVE]
    mov [esp + SAVED_ESP], eax
    push ds
    push es
    push fs
    push gs
    mov eax, DATA
    mov ds, eax
    mov es, eax
    mov fs, eax
    mov gs, eax
    cld
    mov ebp, esp
    mov ecx, esp
    sub esp, STATE_BYTES
    and esp, -16
    fxsave [esp]
    call [handler]
    fxrstor [esp]
    mov esp, ebp
    pop gs
    pop fs
    pop es
    pop ds
    popad
    add esp, 8
    iretd

; ECX = the frame.
halt:
    mov ebp, ecx
    mov esi, exception_text
    call refuse
    mov edi, [ebp+48]
    call refuse_hexadecimal
    mov esi, code_text
    call refuse.next
    mov edi, [ebp+52]
    call refuse_hexadecimal
    mov esi, address_text
    call refuse.next
    mov edi, [ebp+56]
    call refuse_hexadecimal
    mov esi, cr2_text
    call refuse.next
    mov edi, cr2
    call refuse_hexadecimal
.stop:
    hlt
    jmp .stop

section .data

align 4
handler:            dd halt

section .rodata

exception_text:     db " halted: exception 0x", 0
code_text:          db ", error code 0x", 0
address_text:       db ", at address 0x", 0
cr2_text:           db ", CR2 0x", 0

; Flat segments of 4 GiB (SDM volume 3, "Segment Descriptors").
align 8
descriptor_table:
    dq 0
    dq 0x00CF9A000000FFFF           ; code, ring 0
    dq 0x00CF92000000FFFF           ; data, ring 0
descriptor_table_end:
descriptor_register:
    dw descriptor_table_end - descriptor_table - 1
    dd descriptor_table
interrupt_register:
    dw VECTORS * 8 - 1
    dd interrupt_table
