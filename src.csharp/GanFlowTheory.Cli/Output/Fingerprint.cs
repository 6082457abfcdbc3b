using System;
using System.IO;
using System.Security.Cryptography;

namespace GanFlowTheory.Cli.Output;

/// <summary>A short text that differs as soon as one bit does.</summary>
internal static class Fingerprint
{
    /// <summary>The SHA-256 of the points as a .npy array, in hexadecimal.</summary>
    internal static string Of(Points points)
    {
        using var stream = new MemoryStream();
        points.WriteNpyTo(stream);
        return Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }

    /// <summary>The SHA-256 of a file, in hexadecimal.</summary>
    internal static string OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
