; Copying, filling and comparing: with string instructions, and with SSE2 where that takes fewer instructions. All rely
; on a clear direction flag at every call: the entry point and the interrupt stubs clear it, and code here that sets it
; clears it again. Interrupt stubs save the SSE registers. Managed convention: ECX and EDX carry the first two
; arguments, the third is pushed, the callee pops it.

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
    jb .backwards               ; 0 <= destination - source < count: a forward copy would overwrite bytes not read yet
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

; The next two work on lines of 16 bytes, four a round.
LINE equ 16
ROUND equ 4 * LINE

; From so many bytes on, `rep stosd` is faster than rounds (docs/BENCHMARKS.md).
LARGE equ 2048

; memory_fill_words(destination ECX, value EDX, count of 32-bit words [esp+4]). The last lines are stored first, so that
; the words before them need not end with a whole one.
memory_fill_words:
    mov eax, [esp+4]
    cmp eax, LARGE/4
    jae .large
    cmp eax, LINE/4
    jb .few
    movd xmm0, edx
    pshufd xmm0, xmm0, 0
    lea edx, [ecx+eax*4]        ; EDX: the end
    movups [ecx], xmm0
    movups [edx-LINE], xmm0
    cmp eax, 2*LINE/4
    jbe .done
    movups [ecx+LINE], xmm0
    movups [edx-2*LINE], xmm0
    cmp eax, ROUND/4
    jbe .done
    movups [edx-3*LINE], xmm0
    movups [edx-4*LINE], xmm0
    sub edx, ROUND
.round:
    movups [ecx], xmm0
    movups [ecx+LINE], xmm0
    movups [ecx+2*LINE], xmm0
    movups [ecx+3*LINE], xmm0
    add ecx, ROUND
    cmp ecx, edx
    jb .round
.done:
    ret 4
.few:
    dec eax
    js .done
    mov [ecx+eax*4], edx
    jmp .few
.large:
    push edi
    mov edi, ecx
    mov ecx, eax
    mov eax, edx
    rep stosd
    pop edi
    ret 4

; memory_count_equal(start ECX, value EDX, count of 32-bit words [esp+4]). Out: EAX, the number of words that hold the
; value before the first that doesn't. All words hold it if their AND and their OR equal it. The first and the last four
; words are read at their own addresses, the words between at multiples of 16 bytes, so some are read twice. Only if a
; word differs does the code search for it.
memory_count_equal:
    mov eax, [esp+4]
    cmp eax, LINE/4
    jb .scan
    movd xmm0, edx
    pshufd xmm0, xmm0, 0
    movups xmm1, [ecx]
    movups xmm3, [ecx+eax*4-LINE]
    movaps xmm2, xmm1
    pand xmm1, xmm3
    por xmm2, xmm3
    lea edx, [ecx+LINE-1]
    and edx, -LINE              ; EDX: the first whole line
    lea eax, [ecx+eax*4-LINE]
    sub eax, edx                ; EAX: bytes from there to the last four words
    sub eax, ROUND
    jl .lines
.round:
%assign offset 0
%rep ROUND/LINE
    pand xmm1, [edx+offset]
    por xmm2, [edx+offset]
%assign offset offset+LINE
%endrep
    add edx, ROUND
    sub eax, ROUND
    jge .round
.lines:
    add eax, ROUND
    jle .compare
.line:
    pand xmm1, [edx]
    por xmm2, [edx]
    add edx, LINE
    sub eax, LINE
    jg .line
.compare:
    pcmpeqd xmm1, xmm0
    pcmpeqd xmm2, xmm0
    pand xmm1, xmm2
    pmovmskb eax, xmm1
    cmp ax, 0xFFFF
    mov eax, [esp+4]
    jne .differs
    ret 4
.differs:
    movd edx, xmm0
.scan:
    ; EAX: words, ECX: the first, EDX: the value.
    push edi
    mov edi, ecx
    mov ecx, eax
    mov eax, edx
    jecxz .found
    repe scasd
    je .found
    ; The scan has gone one past the differing word.
    inc ecx
.found:
    ; ECX: words from the first differing one on; 0 when none differs.
    mov eax, [esp+8]
    sub eax, ecx
    pop edi
    ret 4

; Compiled code with a frame of a page or more calls this before it lowers ESP. In: EAX, the frame's lowest address.
; Reads every page from ESP down to that address, so that a frame can't step over a guard page. Preserves all registers;
; writes nothing.
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
