namespace GanFlowTheory.Core.Tests

open System
open System.IO
open System.Text
open GanFlowTheory.Core
open Xunit

module AtomicFileTests =

    let private text (content: string) (stream: Stream) =
        stream.Write(ReadOnlySpan(Encoding.UTF8.GetBytes content))

    let private ioError (action: unit -> unit) =
        (Assert.ThrowsAny<IOException> action).Message

    [<Fact>]
    let ``a file is created, then replaced, and nothing else is left in the folder`` () =
        Testing.inFolder (fun folder ->
            let path = Path.Combine(folder, "a.txt")

            for content in [ "first, longer"; "second" ] do
                AtomicFile.write path (text content)
                Assert.Equal(content, File.ReadAllText path)
                Assert.Equal<string[]>([| path |], Directory.GetFileSystemEntries folder))

    [<Fact>]
    let ``until the writer is done the former content stands`` () =
        Testing.inFolder (fun folder ->
            let path = Path.Combine(folder, "a.txt")
            AtomicFile.write path (text "old")

            AtomicFile.write path (fun stream ->
                text "new" stream
                stream.Flush()
                Assert.Equal("old", File.ReadAllText path))

            Assert.Equal("new", File.ReadAllText path))

    [<Fact>]
    let ``a failing writer leaves the former content and no temporary file, and its exception passes`` () =
        Testing.inFolder (fun folder ->
            let path = Path.Combine(folder, "a.txt")

            let fail (stream: Stream) =
                text "half" stream
                invalidOp "writer failed"

            let failing () =
                let error =
                    Assert.Throws<InvalidOperationException>(fun () -> AtomicFile.write path fail)

                Assert.Equal("writer failed", error.Message)

            failing ()
            Assert.Empty(Directory.GetFileSystemEntries folder)
            AtomicFile.write path (text "old")
            failing ()
            Assert.Equal("old", File.ReadAllText path)
            Assert.Equal<string[]>([| path |], Directory.GetFileSystemEntries folder))

    [<Fact>]
    let ``a missing folder and a folder in place of a file are named`` () =
        Testing.inFolder (fun folder ->
            let missing = Path.Combine(folder, "no")
            let path = Path.Combine(missing, "a.txt")

            Assert.Equal(
                $"'{path}' cannot be written: the folder '{missing}' does not exist.",
                ioError (fun () -> AtomicFile.write path (text "x"))
            )

            Assert.Equal(
                $"'{folder}' cannot be written: it is a folder.",
                ioError (fun () -> AtomicFile.write folder (text "x"))
            )

            Assert.Contains(
                "path must not be empty.",
                Testing.argumentError (fun () -> AtomicFile.write " " (text "x"))
            ))

    [<Fact>]
    let ``a link stays a link and its file is replaced`` () =
        if not (OperatingSystem.IsWindows()) then
            Testing.inFolder (fun folder ->
                let file, link = Path.Combine(folder, "file"), Path.Combine(folder, "link")
                File.CreateSymbolicLink(link, file) |> ignore

                for content in [ "into a dangling link"; "again" ] do
                    AtomicFile.write link (text content)
                    Assert.Equal(content, File.ReadAllText file)
                    Assert.NotNull(FileInfo(link).LinkTarget))

    [<Fact>]
    let ``a device is written to, not replaced`` () =
        if not (OperatingSystem.IsWindows()) then
            let before = Directory.GetFileSystemEntries("/dev", "null*")
            AtomicFile.write "/dev/null" (text "x")
            // A replaced /dev/null would now be a file that holds "x".
            Assert.Equal("", File.ReadAllText "/dev/null")
            Assert.Equal<string[]>(before, Directory.GetFileSystemEntries("/dev", "null*"))
