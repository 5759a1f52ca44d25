bits 32
section .multiboot
align 4
dd 0x1BADB002, 3, -(0x1BADB002+3)
section .bss
align 16
resb 16384
stack_top:
section .text
global _start
extern kernel_main
_start:
 mov esp, stack_top
 mov ecx, cr4
 or ecx, 0x600
 mov cr4, ecx
 mov ecx, eax
 mov edx, ebx
 call kernel_main
.h: hlt
 jmp .h
global port_write8
port_write8:
 mov eax, edx
 mov edx, ecx
 out dx, al
 ret
