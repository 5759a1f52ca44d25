; Each case runs in a child of its own, which the case must end. The parent writes the child's status, as wait4 has it,
; on a line a case. ProgramFaultTests has the cases in the same order.

%include "calls.inc"

global _start
_start:
    xor esi, esi
.next:
    cmp dword [cases + esi*4], 0
    je .done
    mov eax, FORK
    int 0x80
    test eax, eax
    jnz .parent
    jmp [cases + esi*4]
.parent:
    mov ebx, eax
    mov ecx, status
    xor edx, edx
    mov edi, esi
    xor esi, esi
    mov eax, WAIT4
    int 0x80
    mov esi, edi
    mov eax, [status]
    call write_number
    inc esi
    jmp .next
.done:
    end_with 0

read_nothing:       mov eax, [0x10000000]
                    end_with 1
read_page_zero:     mov eax, [8]
                    end_with 1
write_page_zero:    mov dword [0], 1
                    end_with 1
read_kernel:        mov eax, [0x00100000]
                    end_with 1
read_records:       mov eax, [0xF9000000]
                    end_with 1
write_directory:    mov dword [0xFFFFF000], 0
                    end_with 1
write_code:         mov dword [_start], 0
                    end_with 1
jump_to_kernel:     mov eax, 0x00100000
                    jmp eax
jump_to_data:       jmp 0x73:nowhere
nowhere:            ud2
halt:               hlt
                    end_with 1
clear_interrupts:   cli
                    end_with 1
read_port:          in al, 0x60
                    end_with 1
load_cr3:           mov eax, 0
                    mov cr3, eax
                    end_with 1
read_cr0:           mov eax, cr0
                    end_with 1
load_tables:        lgdt [status]
                    end_with 1
kernel_code:        jmp 0x08:0x00100000
kernel_data:        mov eax, 0x10
                    mov ds, eax
                    end_with 1
task_segment:       jmp 0x18:0
double_fault_task:  jmp 0x20:0
raise_interrupt:    int 0x20
                    end_with 1
raise_page_fault:   int 0x0E
                    end_with 1
raise_double:       int 0x08
                    end_with 1
raise_language:     int 0xFF
                    end_with 1
breakpoint:         int3
                    end_with 1
overflow:           mov al, 127
                    add al, 1
                    into
                    end_with 1
single_step:        pushfd
                    or dword [esp], 0x100
                    popfd
                    nop
                    nop
                    end_with 1
divide:             xor ecx, ecx
                    div ecx
                    end_with 1
undefined:          ud2
bad_stack:          xor esp, esp
                    push eax
                    end_with 1
below_stack:        mov dword [0xBF000000], 1
                    end_with 1
kernel_stack_top:   mov esp, 0xFF80A000
                    push eax
                    end_with 1
raise_privilege:    pushfd
                    or dword [esp], 0x3000
                    popfd                       ; changes nothing: no fault
                    pushfd
                    pop eax
                    and eax, 0x3000
                    mov ebx, eax
                    shr ebx, 8
                    in al, 0x60
                    end_with 1
unmask_division:    fldcw [unmasked]
                    fldz
                    fld1
                    fdivrp
                    fwait
                    end_with 1

section .rodata
unmasked:           dw 0x0340
cases:
    dd read_nothing, read_page_zero, write_page_zero, read_kernel, read_records, write_directory, write_code
    dd jump_to_kernel, jump_to_data
    dd halt, clear_interrupts, read_port, load_cr3, read_cr0, load_tables, kernel_code, kernel_data, task_segment
    dd double_fault_task
    dd raise_interrupt, raise_page_fault, raise_double, raise_language, breakpoint, overflow, single_step, divide
    dd undefined
    dd bad_stack, below_stack, kernel_stack_top, raise_privilege, unmask_division
    dd 0

section .bss
status:             resd 1
