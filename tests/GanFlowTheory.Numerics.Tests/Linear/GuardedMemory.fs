namespace GanFlowTheory.Core.Tests

#nowarn "9"

open System
open System.Runtime.InteropServices

/// Memory of Linux.
module private LibC =

    [<DllImport("libc", SetLastError = true)>]
    extern nativeint mmap(nativeint address, unativeint length, int protection, int flags, int file, int64 offset)

    [<DllImport("libc", SetLastError = true)>]
    extern int mprotect(nativeint address, unativeint length, int protection)

    [<DllImport("libc", SetLastError = true)>]
    extern int munmap(nativeint address, unativeint length)

/// Memory that ends where no access is allowed: reading or writing a byte beyond it ends the process. Of Linux only.
[<Sealed>]
type GuardedMemory(bytes: int) =

    let page = nativeint Environment.SystemPageSize
    let room = (nativeint bytes + page - 1n) / page * page

    // Readable and writable; private and anonymous.
    let address = LibC.mmap (0n, unativeint (room + page), 3, 0x22, -1, 0L)

    do
        if address = -1n || LibC.mprotect (address + room, unativeint page, 0) <> 0 then
            failwith $"mmap or mprotect failed with {Marshal.GetLastPInvokeError()}."

    /// Where the last so many bytes begin.
    member _.Last(length: int) : nativeint = address + room - nativeint length

    interface IDisposable with
        member _.Dispose() =
            LibC.munmap (address, unativeint (room + page)) |> ignore

/// A test that only Linux can run.
[<Sealed; AttributeUsage(AttributeTargets.Method ||| AttributeTargets.Property)>]
type LinuxFactAttribute() as this =
    inherit Xunit.FactAttribute()

    do
        if not (OperatingSystem.IsLinux()) then
            this.Skip <- "memory that ends at a page without access is asked of Linux"
