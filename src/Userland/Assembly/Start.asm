; A program starts and ends here, and calls the system from here.

bits 32

EXIT_GROUP      equ 252

extern program_start
extern program_failure
extern ___security_cookie

section .text

; The system jumps here (System V ABI, Intel386 supplement, "Process Initialization"): ESP leads to the number of
; arguments, the arguments' addresses and 0, the environment's and 0.
global _start
_start:
    xor ebp, ebp                ; ends the chain of frames that a debugger walks
    rdtsc
    xor [___security_cookie], eax
    mov ecx, esp                ; program_start(words), managed convention
    call program_start          ; gives the status
    mov ebx, eax
    mov eax, EXIT_GROUP
    int 0x80
    ud2                         ; a system that goes on here is broken

; uint system_call(number ECX, six arguments: EDX and, pushed left to right, [esp+20] to [esp+4]), managed convention:
; the callee pops. Out: EAX as the system leaves it. The system keeps all other registers.
global system_call
system_call:
    push ebx
    push esi
    push edi
    push ebp
    mov eax, ecx
    mov ebx, edx
    mov ecx, [esp+36]
    mov edx, [esp+32]
    mov esi, [esp+28]
    mov edi, [esp+24]
    mov ebp, [esp+20]
    int 0x80
    pop ebp
    pop edi
    pop esi
    pop ebx
    ret 20

; A check of the language failed (src/CoreLib/Assembly/Failures.asm): the kind of failure is on the stack, and above it
; the address after the call that found it. ECX and EDX may be an index and a length.
global runtime_failure
runtime_failure:
    pop eax
    pop ebx
    push ecx
    push edx
    mov ecx, eax                ; program_failure(kind, address, index, length) ends the program
    mov edx, ebx
    call program_failure
    ud2
