; Input and output ports, for C#: one routine each, in the managed convention. The port is in ECX, a value to write in
; EDX, the value read in EAX. EBX, ESI, EDI and EBP are preserved.

bits 32
section .text

global port_read8
port_read8:
    mov edx, ecx
    xor eax, eax
    in al, dx
    ret

global port_read16
port_read16:
    mov edx, ecx
    xor eax, eax
    in ax, dx
    ret

global port_read32
port_read32:
    mov edx, ecx
    in eax, dx
    ret

global port_write8
port_write8:
    mov eax, edx
    mov edx, ecx
    out dx, al
    ret

global port_write16
port_write16:
    mov eax, edx
    mov edx, ecx
    out dx, ax
    ret

global port_write32
port_write32:
    mov eax, edx
    mov edx, ecx
    out dx, eax
    ret
