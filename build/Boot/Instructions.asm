; The instructions that C# cannot express, one routine each, in the managed convention: the first two arguments in ECX
; and EDX, the result in EAX or EDX:EAX. EBX, ESI, EDI and EBP are preserved.

bits 32
section .text

; --- interrupts ---

; Turns interrupts off. Out: EFLAGS as they were.
global interrupts_disable
interrupts_disable:
    pushfd
    pop eax
    cli
    ret

global interrupts_enable
interrupts_enable:
    sti
    ret

; Turns interrupts on and waits for one. `sti` takes effect after the next instruction, so no interrupt can come between
; the two and be slept through.
global interrupts_await
interrupts_await:
    sti
    hlt
    ret

; For waiting loops: saves power and lets the core's other hardware thread run.
global spin_pause
spin_pause:
    pause
    ret

; Does not return.
global halt_forever
halt_forever:
    cli
    hlt
    jmp halt_forever

; --- control registers ---

global read_cr0
read_cr0:
    mov eax, cr0
    ret

global read_cr2
read_cr2:
    mov eax, cr2
    ret

global read_cr3
read_cr3:
    mov eax, cr3
    ret

global read_cr4
read_cr4:
    mov eax, cr4
    ret

global write_cr4
write_cr4:
    mov cr4, ecx
    ret

; EFLAGS.AC on: with SMAP the kernel may use programs' pages (SDM volume 3, "Determination of Access Rights"). As STAC,
; which processors without SMAP don't have.
global allow_program_pages
allow_program_pages:
    pushfd
    or dword [esp], EFLAGS_AC
    popfd
    ret

; EFLAGS.AC off.
global forbid_program_pages
forbid_program_pages:
    pushfd
    and dword [esp], ~EFLAGS_AC
    popfd
    ret

EFLAGS_AC       equ 1 << 18

; CR3 = ECX. Drops all translations (none is global).
global write_cr3
write_cr3:
    mov cr3, ecx
    ret

; CR3 = ECX, a page directory's physical address, then CR0.PG on; CR0.WP has been on since the entry. This code lies in
; a page that maps to itself. The jump discards prefetched instructions.
global enable_paging
enable_paging:
    mov cr3, ecx
    mov eax, cr0
    or eax, 0x80000000
    mov cr0, eax
    jmp .paged
.paged:
    ret

; Drops the translation of the page that holds address ECX.
global invalidate_page
invalidate_page:
    invlpg [ecx]
    ret

; --- descriptor tables: ECX = address of a 6-byte limit and base ---

; Loads the descriptor table, and every segment register from it: code at 0x08, data at 0x10.
global load_descriptor_table
load_descriptor_table:
    lgdt [ecx]
    jmp 0x08:.reloaded
.reloaded:
    mov eax, 0x10
    mov ds, eax
    mov es, eax
    mov fs, eax
    mov gs, eax
    mov ss, eax
    ret

global load_interrupt_table
load_interrupt_table:
    lidt [ecx]
    ret

; Local descriptor table = selector CX.
global load_local_table
load_local_table:
    lldt cx
    ret

; Task register = selector CX.
global load_task_register
load_task_register:
    ltr cx
    ret

; --- model-specific registers ---

; Out: EDX:EAX = the value of register ECX.
global read_model_register
read_model_register:
    rdmsr
    ret

; Register ECX = the 64 bits on the stack.
global write_model_register
write_model_register:
    mov eax, [esp+4]
    mov edx, [esp+8]
    wrmsr
    ret 8

; --- identification ---

global read_time_stamp
read_time_stamp:
    rdtsc
    ret

; RDRAND, where CPUID has it. Out: EAX; 0 after ten tries without a number (SDM volume 1, 7.3.17.1).
global draw_random
draw_random:
    mov ecx, 10
.again:
    rdrand eax
    jc .done
    dec ecx
    jnz .again
    xor eax, eax
.done:
    ret

; CPUID of leaf ECX, subleaf 0. EDX = address of four dwords, which become EAX, EBX, ECX, EDX.
global identify_processor
identify_processor:
    push ebx
    push edi
    mov edi, edx
    mov eax, ecx
    xor ecx, ecx
    cpuid
    mov [edi], eax
    mov [edi+4], ebx
    mov [edi+8], ecx
    mov [edi+12], edx
    pop edi
    pop ebx
    ret

; --- stacks ---

; Leaves the present stack for good: ESP = ECX, then calls EDX, which must not return.
global switch_stack
switch_stack:
    mov esp, ecx
    xor ebp, ebp
    call edx
    jmp halt_forever

; ECX = address of three dwords, which become EIP, ESP and EBP as they are in the calling function after this call.
global read_place
read_place:
    mov eax, [esp]
    mov [ecx], eax
    lea eax, [esp+4]
    mov [ecx+4], eax
    mov [ecx+8], ebp
    ret

; --- the image ---

; Out: EAX = address of image_bounds.
global image_bounds_address
image_bounds_address:
    mov eax, image_bounds
    ret

section .rodata

; Read in C# as Osmosis.Metal.LoadedImage; the linker script says where each of them lies.
extern _kernel_start
extern _text_end
extern _rodata_end
extern _kernel_end
extern _symbols_start
extern _symbols_end
align 4
image_bounds:
    dd _kernel_start
    dd _text_end
    dd _rodata_end
    dd _kernel_end
    dd _symbols_start
    dd _symbols_end
