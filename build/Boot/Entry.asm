; The boot loader jumps here. Checks the loader and the processor, prepares what compiled C# relies on, and calls it.
;
; The kernel provides `kernel_main`, in the managed convention, with two arguments: the physical address of the
; Multiboot information, and the loader's magic number, which tells the version of Multiboot. It need not return.
; The build adds `kernel_title`, the kernel's name in front of the messages below: zero-terminated, in .bootconstants.
;
; On entry (Multiboot 0.6.96, section 3.2; Multiboot 2, section 3.3): 32-bit protected mode, flat segments, paging and
; interrupts off, EAX = magic, EBX = physical address of the Multiboot information. There is no stack. Everything else
; is undefined: the other bits of CR0, CR4, EFLAGS except IF and VM, the debug registers, the state of the FPU and of
; SSE. This code loads each of them with a constant.

bits 32

MULTIBOOT_HEADER_MAGIC equ 0x1BADB002
MULTIBOOT_LOADER_MAGIC equ 0x2BADB002
MULTIBOOT_FLAGS        equ 0b111        ; bit 0: modules on page boundaries, bit 1: a memory map, bit 2: the mode below
MULTIBOOT_TEXT_MODE    equ 1            ; preferred: where there is none, a framebuffer will do

MULTIBOOT2_HEADER_MAGIC equ 0xE85250D6
MULTIBOOT2_LOADER_MAGIC equ 0x36D76289
MULTIBOOT2_I386        equ 0
TAG_END                equ 0            ; in the Multiboot 2 header
TAG_REQUEST            equ 1
TAG_FRAMEBUFFER        equ 5
TAG_ALIGN_MODULES      equ 6
TAG_OPTIONAL           equ 1            ; a flag
REQUESTED_MAP          equ 6            ; a tag of the Multiboot 2 information

INFORMATION_FLAGS      equ 0            ; in the Multiboot information
INFORMATION_MEM_UPPER  equ 8            ; KiB of memory from 1 MiB up
MEM_UPPER_VALID        equ 1 << 0       ; in its flags
MEM_UPPER_START        equ 1 << 20

LOW_STACK_TOP          equ 0x7C00       ; memory that every PC has, in case the stack's memory is missing

; CPUID.1:EDX: features that the kernel uses. Osmosis.Kernel.Cpu.ProcessorIdentity names the same features for `info`.
CPUID_FPU              equ 1 << 0
CPUID_TSC              equ 1 << 4
CPUID_CMOV             equ 1 << 15
CPUID_FXSR             equ 1 << 24
CPUID_SSE2             equ 1 << 26
CPUID_USED             equ CPUID_FPU | CPUID_TSC | CPUID_CMOV | CPUID_FXSR | CPUID_SSE2
EFLAGS_ID              equ 1 << 21      ; can be changed if CPUID exists
; All else is off: interrupts, direction, trap, nested task, alignment check, I/O privilege.
EFLAGS_RESERVED        equ 1 << 1       ; always 1
CR0_PE                 equ 1 << 0
CR0_MP                 equ 1 << 1
CR0_ET                 equ 1 << 4       ; always 1
CR0_NE                 equ 1 << 5
CR0_WP                 equ 1 << 16
CR0_NW                 equ 1 << 29
CR0_CD                 equ 1 << 30
CR4_OSFXSR             equ 1 << 9
CR4_OSXMMEXCPT         equ 1 << 10

COM1                   equ 0x3F8
VGA_TEXT               equ 0xB8000
VGA_CELLS              equ 80 * 25

extern kernel_start               ; kernel_main, or what goes before it (kernel.ld)
extern kernel_title
extern boot_stack_top
extern _kernel_end
extern ___security_cookie

; Boot loaders look for the first header in the file's first 8 KiB, and for the second at a multiple of 8 in its first
; 32 KiB.
section .multiboot align=8
    dd MULTIBOOT_HEADER_MAGIC
    dd MULTIBOOT_FLAGS
    dd -(MULTIBOOT_HEADER_MAGIC + MULTIBOOT_FLAGS)
    times 5 dd 0                ; addresses, which an ELF file has itself
    dd MULTIBOOT_TEXT_MODE
    dd 80, 25, 0                ; columns, rows, and no depth, as it is text

align 8
multiboot2_header:
    dd MULTIBOOT2_HEADER_MAGIC
    dd MULTIBOOT2_I386
    dd multiboot2_header_end - multiboot2_header
    dd -(MULTIBOOT2_HEADER_MAGIC + MULTIBOOT2_I386 + (multiboot2_header_end - multiboot2_header))
    dw TAG_REQUEST, 0           ; type, flags; then the size, without the padding to a multiple of 8
    dd 12
    dd REQUESTED_MAP
align 8
    dw TAG_FRAMEBUFFER, TAG_OPTIONAL
    dd 20
    dd 0, 0, 0                  ; width, height and depth: any
align 8
    dw TAG_ALIGN_MODULES, 0
    dd 8
    dw TAG_END, 0
    dd 8
multiboot2_header_end:

section .text

global _start
_start:
    cli
    cld
    mov esp, boot_stack_top
    xor ebp, ebp                ; ends the chain of frames that a backtrace walks
    mov edi, eax                ; EDI = magic, ESI = Multiboot information: kept until kernel_main is called
    mov esi, ebx
    xor eax, eax
    mov dr7, eax                ; a leftover breakpoint would raise an exception before there is a table for it

    cmp edi, MULTIBOOT2_LOADER_MAGIC
    je .memory_unknown          ; such loaders check it themselves
    cmp edi, MULTIBOOT_LOADER_MAGIC
    jne .wrong_magic

    ; The loader puts the image in place whether or not there is memory up to its end. Nothing has been pushed yet.
    test dword [esi + INFORMATION_FLAGS], MEM_UPPER_VALID
    jz .memory_unknown
    mov eax, _kernel_end - MEM_UPPER_START + 1023
    shr eax, 10
    cmp [esi + INFORMATION_MEM_UPPER], eax
    jb .small_memory
.memory_unknown:

    pushfd                      ; CPUID exists if EFLAGS.ID can be flipped (SDM volume 1, "Using the CPUID Instruction")
    pop eax
    mov ecx, eax
    xor eax, EFLAGS_ID
    push eax
    popfd
    pushfd
    pop eax
    push ecx
    popfd
    xor eax, ecx
.flipped:
    test eax, EFLAGS_ID
    jz .old_processor

    xor eax, eax
    cpuid
    test eax, eax
    jz .old_processor
    mov eax, 1
    cpuid
    and edx, CPUID_USED
    cmp edx, CPUID_USED
    jne .old_processor

    push EFLAGS_RESERVED
    popfd

    ; Firmware may leave the caches off, as at reset. Their contents may then be older or newer than memory (SDM volume
    ; 3, "Cache Control"), and are written back before the caches are used.
    mov eax, cr0
    test eax, CR0_NW | CR0_CD
    jz .cached
    wbinvd
.cached:

    ; CR0 first, with WP: if CR4.CET is set, CR0.WP can't be cleared (SDM volume 3, "Control Registers"). Compiled C#
    ; copies and clears structures with SSE2; stubs save its state with fxsave. With CR4.PAE or PSE left on, the
    ; processor would read the kernel's page tables in another format.
    mov eax, CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP
    mov cr0, eax
    mov eax, CR4_OSFXSR | CR4_OSXMMEXCPT
    mov cr4, eax
    fninit
    ldmxcsr [initial_mxcsr]

    rdtsc
    xor [___security_cookie], eax

    mov ecx, esi                ; kernel_main(information, magic), managed convention
    mov edx, edi
    call kernel_start
.stop:
    cli
    hlt
    jmp .stop

.wrong_magic:
    mov esi, wrong_magic_text
    call refuse
    call refuse_hexadecimal
    jmp .stop

.small_memory:
    mov esp, LOW_STACK_TOP
    mov edi, _kernel_end
    mov esi, small_memory_text
    call refuse
    call refuse_hexadecimal
    jmp .stop

.old_processor:
    mov esi, old_processor_text
    call refuse
    jmp .stop

; Prints the kernel's title and a text on the screen and on COM1 before anything else works. In: ESI = text,
; zero-terminated. Out: EBX = the screen cell after it. Clobbers EAX, ECX, EDX, ESI.
global refuse
global refuse.next              ; continues at the screen cell EBX, without the title
refuse:
    call serial_initialize
    push edi
    mov edi, VGA_TEXT
    mov ecx, VGA_CELLS
    mov eax, 0x0F20             ; a white blank
    rep stosw
    pop edi
    mov ebx, VGA_TEXT
    push esi
    mov esi, kernel_title
    call .next
    pop esi
.next:
    lodsb
    test al, al
    jz .done
    call refuse_character
    jmp .next
.done:
    ret

; Prints EDI as eight hexadecimal digits at the screen cell EBX. Clobbers EAX, ECX, EDX.
global refuse_hexadecimal
refuse_hexadecimal:
    mov ch, 8
.digit:
    rol edi, 4
    mov eax, edi
    and eax, 15
    mov al, [hexadecimal_digits + eax]
    push ecx
    call refuse_character
    pop ecx
    dec ch
    jnz .digit
    ret

; Prints AL at the screen cell EBX and on COM1. Clobbers EAX, ECX, EDX; advances EBX.
refuse_character:
    mov ah, 0x0F
    mov [ebx], ax
    add ebx, 2
    push eax
    mov ecx, 100000             ; a port that never becomes ready does not stop us
    mov dx, COM1 + 5
.wait:
    in al, dx
    test al, 0x20               ; line status bit 5: transmitter holding register empty
    loopz .wait
    pop eax
    mov dx, COM1
    out dx, al
    ret

; COM1 at 115200 baud, 8 data bits, no parity, 1 stop bit, FIFO on, no interrupts. Clobbers EAX, EDX.
serial_initialize:
%macro serial_register 2
    mov dx, COM1 + %1
    mov al, %2
    out dx, al
%endmacro
    serial_register 1, 0        ; no interrupts
    serial_register 3, 0x80     ; divisor latch open
    serial_register 0, 1        ; 115200 / 1
    serial_register 1, 0
    serial_register 3, 3        ; 8N1, latch closed
    serial_register 2, 0xC7     ; FIFO on and cleared
    serial_register 4, 3        ; DTR, RTS
    ret

section .bootconstants

align 4
initial_mxcsr:      dd 0x1F80           ; as at reset: all exceptions masked, rounding to nearest
wrong_magic_text:   db " halted: a Multiboot boot loader gives the magic number 0x2badb002 or 0x36d76289, this "
                    db "one gave 0x", 0
small_memory_text:  db " halted: the boot loader found too little memory: the kernel alone needs it up to address "
                    db "0x", 0
old_processor_text: db " halted: this processor lacks CPUID, FPU, TSC, CMOV, FXSR or SSE2, which the kernel "
                    db "uses.", 0
hexadecimal_digits: db "0123456789abcdef"
