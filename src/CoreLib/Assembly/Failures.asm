; Failed runtime checks end here. The failing code calls a stub, so the return address on the stack is the place of the
; failure. The stub jumps to the kernel's routine `runtime_failure`, which must not return, with every register
; unchanged and
;
;     [esp+4]  address after the call that found the failure
;     [esp]    kind of failure: the numbers are those of the enum Internal.Runtime.CompilerHelpers.RuntimeFailureKind

bits 32
section .text

extern runtime_failure

%macro failure 2
global %1
%1:
    push dword %2
    jmp runtime_failure
%endmacro

failure fail_index_out_of_range, 0
failure fail_overflow, 1
failure fail_null_reference, 2
failure fail_divide_by_zero, 3
failure fail_argument_out_of_range, 4
failure fail_invalid_operation, 5
failure fail_missing_code, 6
failure RhpFallbackFailFast, 7
failure fail_index_outside_span, 8     ; in the managed convention: ECX = index, EDX = length

; Functions with `stackalloc` keep this value beside their buffers and check it before they return; a
; mismatch goes to RhpFallbackFailFast. The kernel's entry point mixes the time into it.
section .data
align 4
global ___security_cookie
___security_cookie:
    dd 0xBB40E64E
