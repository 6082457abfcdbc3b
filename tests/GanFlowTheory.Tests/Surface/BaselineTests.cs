using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace GanFlowTheory.Tests.Surface;

/// <summary>What users can name is written down, a file per assembly: no change of it goes unseen.</summary>
public class BaselineTests
{
    private const string Accept = "GANFLOW_ACCEPT_SURFACE";

    public static TheoryData<string> Assemblies => new(
        [.. Counterparts.Assemblies.Concat(CoreFunction.Assemblies).Select(a => a.GetName().Name!)]);

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_surface_is_the_one_written_down(string name)
    {
        var file = Path.Combine(Folder(), $"{name}.txt");
        var now = SurfaceText.Of(Assembly.Load(name)).ToArray();

        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(file, string.Join('\n', now) + "\n");
        }

        var written = File.Exists(file) ? File.ReadAllLines(file) : [];
        var changes = now.Except(written).Select(line => $"+ {line}")
            .Concat(written.Except(now).Select(line => $"- {line}")).ToArray();
        Assert.True(
            changes.Length == 0,
            $"The public surface of {name} changed; if that is meant, run this test with {Accept}=1, which rewrites " +
            $"tests/GanFlowTheory.Tests/Surface/{name}.txt.\n{string.Join('\n', changes)}");
    }

    [Fact]
    public void The_text_shows_functions_records_unions_classes_and_what_may_be_null()
    {
        var lines = CoreFunction.Assemblies.Concat(Counterparts.Assemblies).SelectMany(SurfaceText.Of).ToHashSet();

        foreach (var line in new[]
        {
            "Functional.mmd<q: IMeasure>(kernel: Kernel, p: IMeasure): Functional<q>",
            "Kernel.distance: Kernel",
            "StepRecord: record",
            "ITransport: interface",
            "Outcome.ReachedTime(time: double): case",
            "Kernel.Parse(expression: string, sample: Points? = null): Kernel, static",
            "Potential.op_Addition(b: Potential, c: Potential): Potential, static",
            "Points.Item[i: int, k: int]: double",
        })
        {
            Assert.Contains(line, lines);
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
