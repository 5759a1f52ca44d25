; Entry of every interrupt: saves all state, calls the one dispatcher in C#, restores.

bits 32

STUBS              equ 48           ; 32 exceptions, 16 interrupt lines
KERNEL_DATA        equ 0x10
FXSAVE_SIZE        equ 512
ESP_SLOT           equ 12           ; in what pushad stored
ABOVE_REGISTERS    equ 8*4 + 2*4 + 3*4

extern interrupt_dispatch
extern double_fault_dispatch

section .text

; The processor has pushed EFLAGS, CS, EIP and, for some exceptions, an error code (SDM volume 3, "Error Code").
; Each stub makes that uniform and adds the vector.
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

; The stack here, and Osmosis.Kernel.Cpu.InterruptFrame, of which ECX gets the address:
;
;   +64  EFLAGS      ┐
;   +60  CS          │ pushed by the processor
;   +56  EIP         ┘
;   +52  error code    0 where there is none
;   +48  vector
;   +16  EAX ECX EDX EBX ESP EBP ESI EDI, downwards; ESP as it was before the interrupt
;    +0  DS ES FS GS, downwards
;
; and below it, aligned to 16, the 512 bytes of fxsave. EBP, which C# preserves, keeps the frame's address,
; so that a backtrace finds what was interrupted.
interrupt_common:
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

; Where the double-fault task starts: on its own stack, with the state of what failed in the other task state. Switching
; tasks sets CR0.TS, which would make the first SSE instruction fault.
global double_fault_entry
double_fault_entry:
    clts
    cld
    xor ebp, ebp                ; ends the chain of frames that a backtrace walks
    call double_fault_dispatch
.stop:
    cli
    hlt
    jmp .stop

section .rodata

; The stubs' addresses, by vector; then the double-fault task's.
global interrupt_stubs
align 4
interrupt_stubs:
%assign vector 0
%rep STUBS
    dd interrupt_stub_ %+ vector
    %assign vector vector + 1
%endrep
    dd double_fault_entry
