; Copying, filling and comparing: by the string instructions, and by SSE2 where that takes fewer instructions. All rely on the direction
; flag being clear, as it is at every call: the entry point clears it, interrupt stubs clear it, and what sets it here clears it again.
; Interrupt stubs save the SSE registers. Managed convention: ECX and EDX carry the first two arguments, the third is pushed, the callee pops it.

bits 32
section .text

global memory_move
global memory_clear
global memory_fill
global memory_fill_words
global memory_count_equal

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

; memory_fill_words(destination ECX, value EDX, count of 32-bit words [esp+4]). 16 words take 7 instructions (rep stosd: 16).
memory_fill_words:
    mov eax, [esp+4]
    sub eax, 16
    jb .rest
    movd xmm0, edx
    pshufd xmm0, xmm0, 0
.next:
    movups [ecx], xmm0
    movups [ecx+16], xmm0
    movups [ecx+32], xmm0
    movups [ecx+48], xmm0
    add ecx, 64
    sub eax, 16
    jae .next
.rest:
    add eax, 16
    jz .done
.word:
    mov [ecx], edx
    add ecx, 4
    dec eax
    jnz .word
.done:
    ret 4

; memory_count_equal(start ECX, value EDX, count of 32-bit words [esp+4]). Out: EAX, how many words hold the value before the first that
; doesn't. All words hold it when their AND and their OR do, which takes 12 instructions for 16 words (repe scasd: 16). Which word differs
; is looked for when one does.
memory_count_equal:
    push edi
    mov edi, ecx
    mov eax, [esp+8]
.align:
    ; EDI: the first word not looked at. EAX: words left. A multiple of 16 is what the SSE2 instructions need.
    cmp eax, 16
    jb .scan
    test edi, 15
    jz .aligned
    cmp [edi], edx
    jne .differs
    add edi, 4
    dec eax
    jmp .align
.aligned:
    movd xmm0, edx
    pshufd xmm0, xmm0, 0
    movdqa xmm1, xmm0
    movdqa xmm2, xmm0
    mov ecx, edi
.next:
    pand xmm1, [ecx]
    por xmm2, [ecx]
    pand xmm1, [ecx+16]
    por xmm2, [ecx+16]
    pand xmm1, [ecx+32]
    por xmm2, [ecx+32]
    pand xmm1, [ecx+48]
    por xmm2, [ecx+48]
    add ecx, 64
    sub eax, 16
    cmp eax, 16
    jae .next
    pcmpeqd xmm1, xmm0
    pcmpeqd xmm2, xmm0
    pand xmm1, xmm2
    pmovmskb edx, xmm1
    cmp edx, 0xFFFF
    movd edx, xmm0
    jne .rewind
    mov edi, ecx
    jmp .scan
.rewind:
    sub ecx, edi
    shr ecx, 2
    add eax, ecx
.scan:
    mov ecx, eax
    jecxz .found
    mov eax, edx
    repe scasd
    je .found
    ; The scan has gone one past the word that differs.
    inc ecx
.found:
    ; ECX: words from the first that differs; 0 when none does.
    mov eax, [esp+8]
    sub eax, ecx
    pop edi
    ret 4
.differs:
    mov ecx, eax
    jmp .found

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
