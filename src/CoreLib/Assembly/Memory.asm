; Copying and filling by the string instructions. All rely on the direction flag being clear, as it is at every
; call: the entry point clears it, interrupt stubs clear it, and what sets it here clears it again.
; Managed convention: ECX and EDX carry the first two arguments, the third is pushed, the callee pops it.

bits 32
section .text

global memory_move
global memory_clear
global memory_fill

; memory_move(destination ECX, source EDX, count of bytes [esp+4]). The two may overlap. Preserves EBX, ESI, EDI, EBP.
memory_move:
    push esi
    push edi
    mov edi, ecx
    mov esi, edx
    mov ecx, [esp+12]
    mov eax, edi
    sub eax, esi
    cmp eax, ecx
    jb .backwards               ; 0 <= destination - source < count: the front would overwrite what is still to be read
    mov eax, ecx
    shr ecx, 2
    rep movsd
    mov ecx, eax
    and ecx, 3
    rep movsb
    pop edi
    pop esi
    ret 4
.backwards:
    std
    lea esi, [esi+ecx-1]
    lea edi, [edi+ecx-1]
    mov eax, ecx
    and ecx, 3
    rep movsb
    mov ecx, eax
    shr ecx, 2
    sub esi, 3
    sub edi, 3
    rep movsd
    cld
    pop edi
    pop esi
    ret 4

; memory_clear(destination ECX, count of bytes EDX).
memory_clear:
    push edi
    mov edi, ecx
    xor eax, eax
    mov ecx, edx
    shr ecx, 2
    rep stosd
    mov ecx, edx
    and ecx, 3
    rep stosb
    pop edi
    ret

; memory_fill(destination ECX, value DL, count of bytes [esp+4]).
memory_fill:
    push edi
    mov edi, ecx
    movzx eax, dl
    imul eax, eax, 0x01010101
    mov edx, [esp+8]
    mov ecx, edx
    shr ecx, 2
    rep stosd
    mov ecx, edx
    and ecx, 3
    rep stosb
    pop edi
    ret 4

; Compiled code with a frame of a page or more calls this before it lowers ESP. In: EAX, the frame's lowest address. Touches every
; page from ESP down to it, so that a frame can't step over a guard page. All registers are preserved; writes nothing.
global RhpStackProbe
RhpStackProbe:
    push ebp
    mov ebp, esp
    and esp, -4096
.next:
    sub esp, 4096
    test [esp], eax
    cmp esp, eax
    ja .next
    mov esp, ebp
    pop ebp
    ret
