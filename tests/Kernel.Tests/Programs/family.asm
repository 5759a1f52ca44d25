; A parent, its memory, and children: what one writes the other doesn't see, orphans find a parent, and all memory goes
; back. The exit status is 0, or the number of the check that failed.

%include "calls.inc"

BYTES       equ 64 * 4096
CHILDREN    equ 50

global _start
_start:
    xor ebx, ebx                    ; memory, and a word in each page
    mov ecx, BYTES
    mov edx, READ_WRITE
    mov esi, PRIVATE | ANONYMOUS
    mov edi, -1
    xor ebp, ebp
    mov eax, MMAP2
    int 0x80
    test eax, 0xFFF
    must z, 1
    mov [area], eax
    xor ecx, ecx
.touch:
    mov [eax + ecx], ecx
    add ecx, 4096
    cmp ecx, BYTES
    jb .touch

    mov dword [left], CHILDREN
.fork:
    mov eax, FORK
    int 0x80
    test eax, eax
    js .bad
    jz child
    mov ebx, eax
    mov ecx, status
    xor edx, edx
    xor esi, esi
    mov eax, WAIT4
    int 0x80
    cmp eax, ebx
    must e, 2
    cmp dword [status], 0x2A00      ; exit status 42
    must e, 3
    dec dword [left]
    jnz .fork

    mov eax, [area]                 ; as before all those children
    xor ecx, ecx
.compare:
    cmp [eax + ecx], ecx
    must e, 4
    add ecx, 4096
    cmp ecx, BYTES
    jb .compare

.reap:                              ; the first process gets the orphans, until there is no child left
    mov eax, WAIT4
    mov ebx, -1
    xor ecx, ecx
    xor edx, edx
    xor esi, esi
    int 0x80
    test eax, eax
    jg .reap
    cmp eax, -10
    must e, 5

    mov eax, WRITE                  ; an address that isn't the program's
    mov ebx, OUTPUT
    mov ecx, 0x1000
    mov edx, 10
    int 0x80
    cmp eax, -14
    must e, 6
    mov eax, 999                    ; a call that there isn't
    int 0x80
    cmp eax, -38
    must e, 7
    mov ecx, text
    mov edx, text_end - text
    call write_text
    end_with 0
.bad:
    end_with 9

; Finds its parent's words, writes its own, and leaves an orphan behind that does the same.
child:
    mov eax, [area]
    xor ecx, ecx
.next:
    cmp [eax + ecx], ecx
    jne .bad
    mov dword [eax + ecx], -1
    add ecx, 4096
    cmp ecx, BYTES
    jb .next
    mov eax, FORK
    int 0x80
    end_with 42
.bad:
    end_with 1

section .rodata
text:       db "all is well", 10
text_end:

section .bss
area:       resd 1
left:       resd 1
status:     resd 1
