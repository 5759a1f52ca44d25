; The heap's entries under the specification's names. Each passes its caller's address on, so that a checked block can
; record who allocated it, and goes on in the entry of the heap's format. Managed convention: arguments in ECX and EDX,
; then on the stack, popped by the callee; result in EAX. Entries with a third argument have a frame: a backtrace
; doesn't know how much a function pops that is called through a pointer.

bits 32
section .data

; HeapOperations (src/Kernel/Memory/HeapOperations.cs), which is filled in when the heap is made.
extern heap_missing
global heap_operations
heap_operations:
    times 10 dd heap_missing

section .text

; kmalloc(bytes ECX)
global kmalloc
kmalloc:
    mov edx, [esp]
    jmp [heap_operations]

; kcalloc(count ECX, bytes an element EDX)
global kcalloc
kcalloc:
    push ebp
    mov ebp, esp
    push dword [ebp+4]
    call [heap_operations + 4]
    leave
    ret

; kmalloc_aligned(bytes ECX, alignment EDX)
global kmalloc_aligned
kmalloc_aligned:
    push ebp
    mov ebp, esp
    push dword [ebp+4]
    call [heap_operations + 8]
    leave
    ret

; krealloc(pointer ECX, bytes EDX)
global krealloc
krealloc:
    push ebp
    mov ebp, esp
    push dword [ebp+4]
    call [heap_operations + 12]
    leave
    ret

; kfree(pointer ECX)
global kfree
kfree:
    mov edx, [esp]
    jmp [heap_operations + 16]
