; The way into a program and back: what enters the kernel from ring 3, and what leaves it for ring 3.

bits 32

USER_DATA       equ 0x7B            ; Osmosis.Kernel.Cpu.Segments.UserData
KERNEL_FLAGS    equ 2               ; bit 1 is always set (SDM volume 1, "EFLAGS Register")
DATA_SEGMENT    equ 12              ; offsets in Osmosis.Programs.Processes.Registers
EXTRA_SEGMENT   equ 8
SEGMENTS        equ 16              ; bytes of its four segment registers
; The offset of the registers in Osmosis.Programs.Processes.Thread, which starts with the state of the FPU.
REGISTERS       equ 948

extern user_entered

section .text

; Every interrupt, exception and system call that comes in ring 3, with error code and vector pushed. The processor has
; loaded ESP from the task state: it was the end of the running thread's record, so that all that is pushed lands there
; (SDM volume 3, "Stack Switching"). Nothing of the program's is trusted: DS and ES may hold anything, the direction
; flag may be set, and the alignment check, with which SMAP would let the kernel use programs' pages. FS and GS are left
; alone, because the kernel uses neither. Interrupts are off until the program runs again.
global user_entry
user_entry:
    pushad
    push ds
    push es
    push fs
    push gs
    mov eax, USER_DATA
    cmp [esp + DATA_SEGMENT], ax
    jne .other_segments
    cmp [esp + EXTRA_SEGMENT], ax
    jne .other_segments
.entered:
    push dword KERNEL_FLAGS
    popfd
    mov ecx, esp
    fxsave [ecx - REGISTERS]
    mov esp, [kernel_stack]
    lea ebp, [esp + 12]             ; the chain of frames goes on in user_run's caller
    call user_entered
    test eax, eax
    jnz user_leave
    mov esp, [running_registers]
    cmp word [esp + DATA_SEGMENT], USER_DATA
    jne user_resume
    cmp word [esp + EXTRA_SEGMENT], USER_DATA
    jne user_resume
    fxrstor [esp - REGISTERS]
    add esp, SEGMENTS
    popad
    add esp, 8
    iretd

.other_segments:
    mov ds, eax
    mov es, eax
    jmp .entered

; Returns to ring 3 with all segment registers loaded. ESP is the thread's registers. Neither a `pop` nor `iret` can
; fault: Osmosis.Programs.Processes.Registers.MakeSafe has seen every selector and flag that a program can set.
user_resume:
    fxrstor [esp - REGISTERS]
    pop gs
    pop fs
    pop es
    pop ds
    popad
    add esp, 8
    iretd

; user_run(registers ECX): runs a thread until user_entered says that the kernel goes on. Out: what it said, not 0.
; Interrupts must be off, and the task state's ESP0 be the end of the registers.
global user_run
user_run:
    push ebp
    mov ebp, esp
    push ebx
    push esi
    push edi
    mov [kernel_stack], esp
    mov [running_registers], ecx
    mov esp, ecx
    jmp user_resume

; EAX is user_run's answer.
user_leave:
    mov ecx, KERNEL_DATA
    mov ds, ecx
    mov es, ecx
    mov fs, ecx
    mov gs, ecx
    pop edi
    pop esi
    pop ebx
    pop ebp
    ret

KERNEL_DATA     equ 0x10            ; Osmosis.Kernel.Cpu.Segments.KernelData

section .bss

alignb 4
kernel_stack:       resd 1          ; ESP in user_run, above which the kernel's own work goes on
running_registers:  resd 1          ; of the thread that runs
