; Runs a function so that the kernel can survive a fault in it. The recovery record is on the stack, above everything
; the function pushes.

bits 32
section .text

; The record that run_recoverable keeps; its lowest address is the recovery point:
;
;   +32  where the recovery point is stored (argument)
;   +28  return address
;   +24  EBP
;   +12  EBX ESI EDI, downwards
;    +8  EFLAGS: whether interrupts were on, the direction flag
;    +4  MXCSR
;    +0  x87 control word
;
FINISHED equ 0
FAULTED  equ 1

; run_recoverable(function ECX, argument EDX, recovery pointer [esp+4]): stores the recovery point at the pointer, then
; calls function(argument) in the managed convention. Out: EAX = 0 if the function returned, 1 if resume_recoverable
; ended it.
global run_recoverable
run_recoverable:
    push ebp
    mov ebp, esp
    push ebx
    push esi
    push edi
    pushfd
    sub esp, 8
    fnstcw [esp]
    stmxcsr [esp+4]
    mov eax, [ebp+8]
    mov [eax], esp
    mov eax, ecx
    mov ecx, edx
    call eax
    mov eax, FINISHED
.leave:
    add esp, 8
    popfd
    pop edi
    pop esi
    pop ebx
    pop ebp
    ret 4

; resume_recoverable(recovery point ECX): returns from run_recoverable; does not return to its caller.
global resume_recoverable
resume_recoverable:
    mov esp, ecx
    fninit
    fldcw [esp]
    ldmxcsr [esp+4]
    mov eax, FAULTED
    jmp run_recoverable.leave
