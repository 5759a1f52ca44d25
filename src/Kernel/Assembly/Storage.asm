; Memory whose place or alignment matters, and the table from which C# learns where the linker put everything.

bits 32

STACK_SIZE             equ 16384
TASK_STATE_SIZE        equ 104

section .bss

global kernel_page_directory
alignb 4096
kernel_page_directory:  resb 4096

; The memory of all stacks except the kernel stack, in the order and sizes of Osmosis.Memory.KernelStack. It is used at
; this address until paging is on, and through a second mapping between guard pages from then on. The boot stack has no
; guard page. An overflow of it runs into the fault stack, which is empty between reports; the canary words at the boot
; stack's low end show that it happened. After boot leaves the boot stack, interrupts are turned on and its memory
; becomes the interrupt stack.
image_stacks:
global double_fault_stack
double_fault_stack:     resb STACK_SIZE
global double_fault_stack_top
double_fault_stack_top:

global fault_stack
fault_stack:            resb STACK_SIZE
global fault_stack_top
fault_stack_top:

global boot_stack
boot_stack:             resb STACK_SIZE
global boot_stack_top
boot_stack_top:

; A task state must not cross a page (SDM volume 3, "Task-State Segment"), so each is aligned to a power of two at least
; its size.
alignb 128
task_state:             resb TASK_STATE_SIZE
alignb 128
double_fault_task:      resb TASK_STATE_SIZE

alignb 8
descriptor_table:       resq 16
interrupt_table:        resq 256

section .text

; Out: EAX = address of image_layout.
global image_layout_address
image_layout_address:
    mov eax, image_layout
    ret

section .rodata

; Read in C# as Osmosis.Kernel.Boot.ImageLayout.
align 4
image_layout:
    dd kernel_page_directory
    dd image_stacks
    dd boot_stack
    dd stub_stacks
    dd task_state
    dd double_fault_task
    dd descriptor_table
    dd interrupt_table
    dd interrupt_stubs
    dd unexpected_stubs
    dd unserved_line
    dd user_call_entry
    dd double_fault_entry
    dd double_fault_report

extern stub_stacks
extern interrupt_stubs
extern unexpected_stubs
extern unserved_line
extern user_call_entry
extern double_fault_entry
extern double_fault_report
