; 64-bit arithmetic. Compiled 32-bit code calls these routines by name.

bits 32
section .text

; Shifts. In: value in EDX:EAX, count in ECX (taken modulo 64). Out: EDX:EAX. Clobbers ECX.
global RhpLLsh
global RhpLRsz
global RhpLRsh

RhpLLsh:
    test cl, 32
    jnz .upper
    shld edx, eax, cl
    shl eax, cl
    ret
.upper:
    mov edx, eax
    xor eax, eax
    shl edx, cl
    ret

RhpLRsz:
    test cl, 32
    jnz .upper
    shrd eax, edx, cl
    shr edx, cl
    ret
.upper:
    mov eax, edx
    xor edx, edx
    shr eax, cl
    ret

RhpLRsh:
    test cl, 32
    jnz .upper
    shrd eax, edx, cl
    sar edx, cl
    ret
.upper:
    mov eax, edx
    sar edx, 31
    sar eax, cl
    ret

; The routines below take two 64-bit arguments, pushed left to right (managed convention), and pop them:
;
;   [esp+16]  first, high dword
;   [esp+12]  first, low dword
;   [esp+8]   second, high dword
;   [esp+4]   second, low dword
;   [esp]     return address
;
; Out: EDX:EAX. Clobbers ECX. A division without a result fails at the address of the call.
global RhpLMul
global divide_uint64
global remainder_uint64
global divide_int64
global remainder_int64

extern fail_divide_by_zero
extern fail_overflow

; The low 64 bits of the product: (aH:aL)*(bH:bL) = aL*bL + ((aH*bL + aL*bH) << 32).
RhpLMul:
    mov ecx, [esp+16]
    imul ecx, [esp+4]
    mov eax, [esp+12]
    imul eax, [esp+8]
    add ecx, eax
    mov eax, [esp+12]
    mul dword [esp+4]
    add edx, ecx
    ret 16

%macro refuse_zero_divisor 0
    mov eax, [esp+4]
    or eax, [esp+8]
    jz fail_divide_by_zero
%endmacro

; After three pushes: EDX:EAX = dividend, ECX:EBX = divisor.
%macro load_operands 0
    push ebx
    push esi
    push edi
    mov eax, [esp+24]
    mov edx, [esp+28]
    mov ebx, [esp+16]
    mov ecx, [esp+20]
%endmacro

; The same operands, each replaced by its magnitude.
%macro load_magnitudes 0
    load_operands
    test edx, edx
    jns %%divisor
    neg edx
    neg eax
    sbb edx, 0
%%divisor:
    test ecx, ecx
    jns %%done
    neg ecx
    neg ebx
    sbb ecx, 0
%%done:
%endmacro

%macro return_64 0
    pop edi
    pop esi
    pop ebx
    ret 16
%endmacro

divide_uint64:
    refuse_zero_divisor
    load_operands
    call divide
    return_64

remainder_uint64:
    refuse_zero_divisor
    load_operands
    call divide
    mov eax, esi
    mov edx, edi
    return_64

; Rounds towards zero. The smallest value divided by -1 does not fit.
divide_int64:
    refuse_zero_divisor
    mov eax, [esp+4]
    and eax, [esp+8]
    cmp eax, -1
    jne .fits
    cmp dword [esp+12], 0
    jne .fits
    cmp dword [esp+16], 0x80000000
    je fail_overflow
.fits:
    load_magnitudes
    call divide
    mov ecx, [esp+28]
    xor ecx, [esp+20]
    jns .positive
    neg edx
    neg eax
    sbb edx, 0
.positive:
    return_64

; Has the dividend's sign.
remainder_int64:
    refuse_zero_divisor
    load_magnitudes
    call divide
    mov eax, esi
    mov edx, edi
    cmp dword [esp+28], 0
    jns .positive
    neg edx
    neg eax
    sbb edx, 0
.positive:
    return_64

; In: dividend EDX:EAX, divisor ECX:EBX, not zero. Out: quotient EDX:EAX, remainder EDI:ESI. Clobbers EBX, ECX.
divide:
    test ecx, ecx
    jnz .wide

    ; A 32-bit divisor: schoolbook division in base 2^32. The remainder of the upper digit is below
    ; the divisor, so the second `div` cannot overflow.
    mov esi, eax
    mov eax, edx
    xor edx, edx
    div ebx
    mov ecx, eax
    mov eax, esi
    div ebx
    mov esi, edx
    xor edi, edi
    mov edx, ecx
    ret

.wide:
    ; A divisor of 2^32 or more: the quotient fits 32 bits. Shift both right until the divisor fits 32 bits, and divide:
    ; the estimate is right or one too large.
    push ebp
    push edx                    ; [esp+12] dividend high
    push eax                    ; [esp+8]  dividend low
    push ecx                    ; [esp+4]  divisor high
    push ebx                    ; [esp]    divisor low
    mov edi, ecx
    bsr ecx, ecx                ; shift both right by this + 1
    shrd ebx, edi, cl
    shr edi, cl                 ; EDI = 1
    shr edi, 1
    rcr ebx, 1                  ; EBX = divisor >> (bsr + 1), top bit set
    shrd eax, edx, cl
    shr edx, cl
    shr edx, 1
    rcr eax, 1                  ; EDX:EAX = dividend >> (bsr + 1), so EDX < EBX
    div ebx
    mov ebp, eax                ; EBP = estimate

    ; EDI:ESI = estimate * divisor. A carry out of 64 bits means that the estimate is too large.
    mul dword [esp]
    mov esi, eax
    mov edi, edx
    mov eax, ebp
    mul dword [esp+4]
    jc .too_large
    add edi, eax
    jc .too_large
    cmp edi, [esp+12]
    ja .too_large
    jb .remainder
    cmp esi, [esp+8]
    jbe .remainder
.too_large:
    dec ebp
    sub esi, [esp]
    sbb edi, [esp+4]
.remainder:
    mov eax, [esp+8]
    mov edx, [esp+12]
    sub eax, esi
    sbb edx, edi
    mov esi, eax
    mov edi, edx
    mov eax, ebp
    xor edx, edx
    add esp, 16
    pop ebp
    ret
