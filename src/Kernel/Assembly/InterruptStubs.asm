; Entry of every interrupt: saves all state, calls the dispatcher in C#, restores the state.

bits 32

VECTORS            equ 256
STUBS              equ 48           ; 32 exceptions, 16 interrupt lines; nothing should raise a higher vector
KERNEL_CODE        equ 0x08
KERNEL_DATA        equ 0x10
SYSTEM_CALL        equ 0x80
FIRST_LINE         equ 32           ; vectors below are exceptions
LANGUAGE_CHECK     equ 256          ; Osmosis.Memory.FaultKind.LanguageCheck
FXSAVE_SIZE        equ 512
ESP_SLOT           equ 12           ; within the registers stored by pushad
VECTOR_SLOT        equ 48           ; in the frame drawn below
ABOVE_REGISTERS    equ 8*4 + 2*4 + 3*4

CODE_SEGMENT       equ 12           ; of what the processor pushed, above vector and error code
RING               equ 3            ; the bits of CS that say how little it may do
FLAGS_UPPER        equ 18           ; the upper half of EFLAGS there
VIRTUAL_8086       equ 2            ; in that half
USER_CODE          equ 0x73         ; Osmosis.Kernel.Cpu.Segments.UserCode
GENERAL_PROTECTION equ 13

extern interrupt_dispatch
extern user_entry
extern double_fault_dispatch
extern boot_stack
extern boot_stack_top
extern fault_stack
extern fault_stack_top

section .text

; The processor has pushed EFLAGS, CS, EIP and, for some exceptions, an error code (SDM volume 3, "Error Code").
; Each stub makes the frame uniform and adds the vector.
%macro stub 1
interrupt_stub_%1:
    %if (%1 == 8) || (%1 >= 10 && %1 <= 14) || (%1 == 17) || (%1 == 21) || (%1 == 29) || (%1 == 30)
    %else
    push dword 0
    %endif
    push dword %1
    jmp interrupt_common
%endmacro

%assign vector 0
%rep STUBS
    stub vector
    %assign vector vector + 1
%endrep

; Eight bytes each, so that a stub's address follows from its vector. Each pushes 127 - vector, which fits in a signed
; byte.
global unexpected_stubs
align 8
unexpected_stubs:
%assign vector STUBS
%rep VECTORS - STUBS
    push byte 127 - vector
    jmp near unexpected_common
    nop
    %assign vector vector + 1
%endrep

; After a panic the lines' gates lead here: an interrupt ends a wait, and none of the kernel's handlers runs.
global unserved_line
unserved_line:
    iretd

; A program's system call. In the kernel `int 0x80` is an interrupt that nothing should raise.
global user_call_entry
user_call_entry:
    push dword 0
    push dword SYSTEM_CALL
    test byte [esp + CODE_SEGMENT], RING
    jnz user_entry
    jmp interrupt_common

unexpected_common:
    push dword [esp]            ; the lower dword becomes the vector, the upper one the error code
    neg dword [esp]
    add dword [esp], 127
    mov dword [esp+4], 0
    jmp interrupt_common

; The stack here, which is an Osmosis.Kernel.Cpu.InterruptFrame; ECX gets its address:
;
;   +64  EFLAGS      ┐
;   +60  CS          │ pushed by the processor
;   +56  EIP         ┘
;   +52  error code    0 where there is none
;   +48  vector
;   +16  EAX ECX EDX EBX ESP EBP ESI EDI, downwards; ESP as it was before the interrupt
;    +0  DS ES FS GS, downwards
;
; EBP, which C# preserves, keeps the frame's address, so that a backtrace finds the interrupted code. The interrupted
; stack may be nearly used up and needs room only for this frame: interrupts are handled on the interrupt stack, and
; faults are reported on the fault stack. An interrupt or fault that comes while its stack is in use stays on it. The
; 512 bytes of fxsave, aligned to 16, go on the new stack.
interrupt_common:
    test byte [esp + FLAGS_UPPER], VIRTUAL_8086
    jnz from_virtual_8086
    test byte [esp + CODE_SEGMENT], RING
    jnz user_entry
    pushad
    lea eax, [esp + ABOVE_REGISTERS]
    mov [esp + ESP_SLOT], eax
    push ds
    push es
    push fs
    push gs
    mov eax, KERNEL_DATA
    mov ds, eax
    mov es, eax
    mov fs, eax
    mov gs, eax
    cld
    mov ebp, esp
    mov ecx, stub_stacks.interrupt
    mov eax, [ebp + VECTOR_SLOT]
    sub eax, FIRST_LINE
    cmp eax, VECTORS - FIRST_LINE
    jb .choose
    mov ecx, stub_stacks.fault
    clts                        ; a non-maskable interrupt can come just after a task switch, which sets CR0.TS
.choose:
    cmp esp, [ecx]
    jb .switch
    cmp esp, [ecx+4]
    jbe .save
.switch:
    mov esp, [ecx+4]
.save:
    sub esp, FXSAVE_SIZE
    and esp, -16
    fxsave [esp]
    mov ecx, ebp
    call interrupt_dispatch
    fxrstor [esp]
    mov esp, ebp
    pop gs
    pop fs
    pop es
    pop ds
    popad                       ; skips the ESP slot
    add esp, 8
    iretd

; No program gets into virtual-8086 mode on a processor: ring 3 can't set that flag (SDM volume 2, "IRET"). QEMU 7.2
; lets `iret` set it. The processor then pushes four registers more, above the others:
;
;   +40  GS     +36  FS     +32  DS     +28  ES
;   +24  SS     +20  ESP    +16  EFLAGS +12  CS     +8   EIP    +4   error code   +0  vector
;
; The lower seven go to where a program's are, and an exception becomes general protection. The segment registers are
; 0 now. `iret` never sees these values: after neither of both does the kernel go back before MakeSafe has seen them.
from_virtual_8086:
    push eax
%assign slot 6
%rep 7
    mov eax, [esp + 4 + slot*4]
    mov [esp + 4 + slot*4 + 16], eax
    %assign slot slot - 1
%endrep
    pop eax
    add esp, 16
    mov dword [esp + CODE_SEGMENT], USER_CODE
    and byte [esp + FLAGS_UPPER], ~VIRTUAL_8086 & 0xFF
    cmp dword [esp], FIRST_LINE
    jae user_entry
    mov dword [esp], GENERAL_PROTECTION
    mov dword [esp + 4], 0
    jmp user_entry

; Turns a failed runtime check (src/CoreLib/Assembly/Failures.asm) into an exception with its own vector. The stack
; holds the kind and, above it, the return address. This code replaces them with the frame that the processor would have
; pushed.
global runtime_failure
runtime_failure:
    push dword [esp+4]          ; EIP
    push dword [esp+4]          ; the kind, as error code
    push dword LANGUAGE_CHECK
    pushfd
    cli
    pop dword [esp+16]          ; EFLAGS, where the return address was
    mov dword [esp+12], KERNEL_CODE
    jmp interrupt_common

; The double-fault task starts here, on its own stack, with an error code on it. The state of the failed code is in the
; other task state. Switching tasks sets CR0.TS, which would make the first SSE instruction fault. The task does as
; little as possible, because a double fault in it would reset the machine: it sends the other task to
; double_fault_report. `iret` switches to that task, because EFLAGS.NT is set (SDM volume 3, "Task Linking"). This task
; is then ready for the next double fault, which may come while this one is reported.
global double_fault_entry
double_fault_entry:
    clts
    cld
    xor ebp, ebp                ; ends the chain of frames that a backtrace walks
    call double_fault_dispatch
    add esp, 4
    iretd
    jmp double_fault_entry

; The task interrupted by a double fault continues here. ESP is an InterruptFrame on the fault stack. Does not return.
global double_fault_report
double_fault_report:
    clts
    mov ecx, esp
    xor ebp, ebp                ; ends the chain of frames
    call interrupt_dispatch
.stop:
    hlt
    jmp .stop

section .data

; The stacks that the stubs switch to: lowest address and end of each. The initial values serve until paging is on.
; Written by Osmosis.Kernel.Cpu.StubStacks.
align 4
global stub_stacks
stub_stacks:
.interrupt: dd boot_stack, boot_stack_top
.fault:     dd fault_stack, fault_stack_top

section .rodata

; The stubs' addresses, by vector.
global interrupt_stubs
align 4
interrupt_stubs:
%assign vector 0
%rep STUBS
    dd interrupt_stub_ %+ vector
    %assign vector vector + 1
%endrep
