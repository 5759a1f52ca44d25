; The heap's entries under the specification's names. Each passes its caller's address on, so that a checked block can
; record who allocated it. Managed convention: arguments in ECX and EDX, then on the stack, popped by the callee; result
; in EAX.

bits 32
section .text

; kmalloc(bytes ECX)
extern heap_allocate
global kmalloc
kmalloc:
    mov edx, [esp]
    jmp heap_allocate

; kfree(pointer ECX)
extern heap_free
global kfree
kfree:
    mov edx, [esp]
    jmp heap_free

; kcalloc(count ECX, bytes an element EDX)
extern heap_allocate_zeroed
global kcalloc
kcalloc:
    push dword [esp]
    call heap_allocate_zeroed
    ret

; kmalloc_aligned(bytes ECX, alignment EDX)
extern heap_allocate_aligned
global kmalloc_aligned
kmalloc_aligned:
    push dword [esp]
    call heap_allocate_aligned
    ret

; krealloc(pointer ECX, bytes EDX)
extern heap_reallocate
global krealloc
krealloc:
    push dword [esp]
    call heap_reallocate
    ret
