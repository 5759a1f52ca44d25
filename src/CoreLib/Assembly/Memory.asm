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

; memory_fill_words(destination ECX, value EDX, count of 32-bit words [esp+4]). Steps of 16 words take 7 instructions (rep stosd: 16); the
; last four words are stored together, over what a step before may have stored already.
memory_fill_words:
    mov eax, [esp+4]
    cmp eax, 4
    jb .few
    movd xmm0, edx
    pshufd xmm0, xmm0, 0
    lea edx, [ecx+eax*4-16]     ; EDX: the last four words
    lea eax, [edx-48]           ; EAX: the last sixteen
    cmp ecx, eax
    ja .rest
.sixteen:
    movups [ecx], xmm0
    movups [ecx+16], xmm0
    movups [ecx+32], xmm0
    movups [ecx+48], xmm0
    add ecx, 64
    cmp ecx, eax
    jbe .sixteen
.rest:
    cmp ecx, edx
    jae .last
    movups [ecx], xmm0
    add ecx, 16
    jmp .rest
.last:
    movups [edx], xmm0
    ret 4
.few:
    dec eax
    js .done
    mov [ecx+eax*4], edx
    jmp .few
.done:
    ret 4

; memory_count_equal(start ECX, value EDX, count of 32-bit words [esp+4]). Out: EAX, how many words hold the value before the first that
; doesn't. All words hold it when their AND and their OR do, which takes 11 instructions for 16 words (repe scasd: 16); the first and the
; last four words are looked at where they lie, those between at multiples of 16 bytes, so that some are looked at twice. Which word differs
; is looked for only when one does.
memory_count_equal:
    mov eax, [esp+4]
    cmp eax, 4
    jb .scan
    push ecx
    movd xmm0, edx
    pshufd xmm0, xmm0, 0
    lea eax, [ecx+eax*4-16]     ; EAX: the last four words
    movups xmm1, [ecx]
    movups xmm3, [eax]
    movaps xmm2, xmm1
    pand xmm1, xmm3
    por xmm2, xmm3
    add ecx, 16
    and ecx, -16                ; ECX: the first multiple of 16 not looked at
    sub eax, 48                 ; EAX: the last sixteen words
    cmp ecx, eax
    ja .rest
.sixteen:
    pand xmm1, [ecx]
    por xmm2, [ecx]
    pand xmm1, [ecx+16]
    por xmm2, [ecx+16]
    pand xmm1, [ecx+32]
    por xmm2, [ecx+32]
    pand xmm1, [ecx+48]
    por xmm2, [ecx+48]
    add ecx, 64
    cmp ecx, eax
    jbe .sixteen
.rest:
    add eax, 48
.four:
    cmp ecx, eax
    jae .decide
    pand xmm1, [ecx]
    por xmm2, [ecx]
    add ecx, 16
    jmp .four
.decide:
    pcmpeqd xmm1, xmm0
    pcmpeqd xmm2, xmm0
    pand xmm1, xmm2
    pmovmskb eax, xmm1
    pop ecx
    cmp ax, 0xFFFF
    mov eax, [esp+4]
    jne .scan
    ret 4
.scan:
    ; EAX: words, ECX: the first.
    push edi
    mov edi, ecx
    mov ecx, eax
    mov eax, edx
    jecxz .found
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
