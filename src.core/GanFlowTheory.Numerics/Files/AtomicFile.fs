namespace GanFlowTheory.Core

open System
open System.IO

/// Files that appear whole or not at all.
[<RequireQualifiedAccess>]
module AtomicFile =

    // A device or pipe cannot be replaced by a file: writing to /dev/null must leave /dev/null in place.
    let private isDevice (path: string) =
        not (OperatingSystem.IsWindows())
        && (path.StartsWith("/dev/", StringComparison.Ordinal)
            || path.StartsWith("/proc/", StringComparison.Ordinal))

    // A link stays a link: the file that it names is the one replaced.
    let private target (path: string) =
        let full = Path.GetFullPath path

        match FileInfo(full).LinkTarget with
        | null -> full
        | _ ->
            match File.ResolveLinkTarget(full, true) with
            | null -> full
            | final -> final.FullName

    let private writeTo (mode: FileMode) (write: Stream -> unit) (path: string) =
        use stream = new FileStream(path, mode, FileAccess.Write)
        write stream
        stream.Flush(not (isDevice path))

    let private replace (write: Stream -> unit) (path: string) =
        let folder = Path.GetDirectoryName path
        let temporary = invariant $"{path}.{Path.GetRandomFileName()}.tmp"

        if Directory.Exists path then
            raise (IOException "it is a folder.")

        if not (Directory.Exists folder) then
            raise (DirectoryNotFoundException(invariant $"the folder '{folder}' does not exist."))

        try
            writeTo FileMode.CreateNew write temporary
            File.Move(temporary, path, true)
        with _ ->
            // The first failure is the one to report; what cannot be deleted still ends in .tmp.
            try
                File.Delete temporary
            with
            | :? IOException
            | :? UnauthorizedAccessException -> ()

            reraise ()

    /// <summary>
    /// Writes a file through a temporary one in the same folder, flushed to the disk and then moved over the path, so
    /// that a failure or a crash leaves the former content, never a part of the new one.
    /// </summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="write">Writes the content to the stream; its exceptions pass, the temporary file deleted.</param>
    /// <exception cref="T:System.IO.IOException">The file cannot be written; the message names the path.</exception>
    let write (path: string) (write: Stream -> unit) : unit =
        if String.IsNullOrWhiteSpace path then
            Guard.fail (nameof path) "path must not be empty."

        try
            // The unresolved path: /dev/stdout is a link to something that has no name of its own.
            if isDevice (Path.GetFullPath path) then
                writeTo FileMode.Open write path
            else
                replace write (target path)
        with
        | :? DirectoryNotFoundException as e ->
            raise (IOException(invariant $"'{path}' cannot be written: {e.Message}", e))
        | :? UnauthorizedAccessException as e ->
            raise (IOException(invariant $"'{path}' cannot be written: access is denied.", e))
        | :? IOException as e -> raise (IOException(invariant $"'{path}' cannot be written: {e.Message}", e))
