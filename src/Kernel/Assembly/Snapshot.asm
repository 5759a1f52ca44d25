; The structure at the symbol osmosis_snapshot, for observers outside the kernel (an emulator's user, a debugger);
; docs/SNAPSHOT.md draws it. The words that the linker knows are set here; Snapshot/KernelSnapshot.cs, which declares
; the same words in the same order, writes the rest. The structure is in .data, not in .bss, so that an observer can set
; `watch` in the image file before booting it.

bits 32

extern _kernel_start
extern _text_end
extern _rodata_end
extern _kernel_end
extern _symbols_start
extern _symbols_end
extern kernel_page_directory
extern boot_stack
extern boot_stack_top
extern double_fault_stack
extern double_fault_stack_top
extern fault_stack
extern fault_stack_top

VERSION       equ 2
EVENTS        equ 256
EVENT_SIZE    equ 32

section .data

align 8
global osmosis_snapshot
osmosis_snapshot:
    db "OSMOSIS", 0
    dd VERSION
    dd snapshot_end - osmosis_snapshot
    dd 0                        ; +16 stage
    dd 0, 0, 0                  ; +20 watch, limit, events
    dd event_ring, EVENTS, EVENT_SIZE
    dd 0                        ; +44 address of the core's busy depth
    dd _kernel_start, _text_end, _rodata_end, _kernel_end
    dd kernel_page_directory
    dd boot_stack, boot_stack_top
    dd double_fault_stack, double_fault_stack_top
    dd fault_stack, fault_stack_top
    dd _symbols_start, _symbols_end
    times 35 dd 0               ; +100
snapshot_end:

section .bss

alignb 32
global event_ring
event_ring: resb EVENTS * EVENT_SIZE
