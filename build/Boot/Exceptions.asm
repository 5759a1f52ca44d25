; Exceptions for a kernel without interrupt stubs of its own: a descriptor table, gates for vectors 0 to 31, and a
; handler that C# may replace (Osmosis.Metal.Exceptions). So an exception is a line, not a reset.
;
; A stack that is used up leaves no room for the exception that says so, which makes it a double fault. That one is
; survived only by a task with a stack of its own, which needs paging: exceptions_guard_stack.

bits 32

VECTORS         equ 32
STUB_BYTES      equ 16
DOUBLE_FAULT    equ 8
CODE            equ 8               ; selectors in the table below: those that load_descriptor_table takes
DATA            equ 16
TASK            equ 24
SECOND_TASK     equ 32              ; the double fault's
INTERRUPT_GATE  equ 0x8E00          ; present, ring 0, 32 bits; interrupts are off in the handler
TASK_GATE       equ 0x8500          ; present, ring 0
TASK_DESCRIPTOR equ 0x89            ; present, ring 0, a 32-bit task that isn't running
FRAME_ABOVE     equ 52              ; from the vector to what lies above the processor's EFLAGS: see below
SAVED_ESP       equ 12              ; in what pushad leaves
STATE_BYTES     equ 512             ; of fxsave, aligned to 16

; Places in a task's state (SDM volume 3, "32-Bit Task-State Segment (TSS)").
TASK_CR3        equ 28
TASK_EIP        equ 32
TASK_EFLAGS     equ 36
TASK_EAX        equ 40              ; then ECX, EDX, EBX, ESP, EBP, ESI, EDI, ES, CS, SS, DS, FS, GS
TASK_ESP        equ 56
TASK_EDI        equ 68
TASK_ES         equ 72
TASK_CS         equ 76
TASK_SS         equ 80
TASK_DS         equ 84
TASK_FS         equ 88
TASK_GS         equ 92
TASK_PORT_MAP   equ 100
TASK_BYTES      equ 104

extern kernel_main
extern load_descriptor_table
extern refuse
extern refuse.next
extern refuse_hexadecimal

section .bss

alignb 8
interrupt_table:    resq VECTORS

; A task's state must not cross a page.
alignb 128
task:               resb TASK_BYTES
alignb 128
second_task:        resb TASK_BYTES

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

; ECX = the end of a stack. From now on a double fault switches to a task, which calls the handler on that stack, with
; the page directory that is in use now.
global exceptions_guard_stack
exceptions_guard_stack:
    mov [second_task + TASK_ESP], ecx
    mov eax, cr3
    mov [second_task + TASK_CR3], eax
    mov dword [second_task + TASK_EIP], double_fault
    mov dword [second_task + TASK_EFLAGS], 2        ; the bit that is always 1
    mov dword [second_task + TASK_CS], CODE
    mov eax, DATA
    mov [second_task + TASK_ES], eax
    mov [second_task + TASK_SS], eax
    mov [second_task + TASK_DS], eax
    mov [second_task + TASK_FS], eax
    mov [second_task + TASK_GS], eax

    mov eax, task
    mov edx, descriptor_table + TASK
    call describe_task
    mov eax, second_task
    mov edx, descriptor_table + SECOND_TASK
    call describe_task
    mov dword [interrupt_table + 8 * DOUBLE_FAULT], SECOND_TASK << 16
    mov dword [interrupt_table + 8 * DOUBLE_FAULT + 4], TASK_GATE
    mov ecx, TASK
    ltr cx                          ; where the processor keeps the state of what a double fault interrupts
    ret

; EAX = a task's state, EDX = its descriptor (SDM volume 3, "TSS Descriptor"). Clobbers EAX.
describe_task:
    mov dword [eax + TASK_PORT_MAP], TASK_BYTES << 16   ; past its end: there is no map
    mov word [edx], TASK_BYTES - 1
    mov [edx+2], ax
    shr eax, 16
    mov [edx+4], al
    mov byte [edx+5], TASK_DESCRIPTOR
    mov byte [edx+6], 0
    mov [edx+7], ah
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

; The double fault's task. The processor has saved the interrupted state in the other task, and has pushed an error
; code, which is always 0. What the handler gets is a frame as above, of that state.
double_fault:
    clts                            ; a switch of tasks sets CR0.TS, and compiled C# uses SSE2
    mov ebp, esp
    push dword [task + TASK_EFLAGS]
    push dword [task + TASK_CS]
    push dword [task + TASK_EIP]
    push dword [ebp]
    push byte DOUBLE_FAULT
%assign place TASK_EAX
%rep (TASK_EDI - TASK_EAX) / 4 + 1
    push dword [task + place]
    %assign place place + 4
%endrep
    push dword [task + TASK_DS]
    push dword [task + TASK_ES]
    push dword [task + TASK_FS]
    push dword [task + TASK_GS]
    mov ecx, esp
    call [handler]
    mov ecx, esp                    ; there is nothing to return to
    jmp halt

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

; Flat segments of 4 GiB (SDM volume 3, "Segment Descriptors"), and the two tasks. The processor marks a task that runs.
align 8
descriptor_table:
    dq 0
    dq 0x00CF9A000000FFFF           ; code, ring 0
    dq 0x00CF92000000FFFF           ; data, ring 0
    dq 0, 0
descriptor_table_end:

section .rodata

exception_text:     db " halted: exception 0x", 0
code_text:          db ", error code 0x", 0
address_text:       db ", at address 0x", 0
cr2_text:           db ", CR2 0x", 0

descriptor_register:
    dw descriptor_table_end - descriptor_table - 1
    dd descriptor_table
interrupt_register:
    dw VECTORS * 8 - 1
    dd interrupt_table
