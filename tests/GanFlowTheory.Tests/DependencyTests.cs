using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Xunit;

namespace GanFlowTheory.Tests;

/// <summary>What runs flows does not carry what tests them: the facade reaches neither the laws nor FsCheck, whose
/// package would then come into every application.</summary>
public class DependencyTests
{
    // All that an assembly refers to, and what that refers to, as far as it is ours or used by ours.
    private static HashSet<string> Reached(Assembly from)
    {
        var reached = new HashSet<string>();
        var open = new Stack<Assembly>([from]);

        while (open.TryPop(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies().Where(name => reached.Add(name.Name!)))
            {
                if (name.Name!.StartsWith("GanFlowTheory", StringComparison.Ordinal))
                {
                    open.Push(Assembly.Load(name));
                }
            }
        }

        return reached;
    }

    [Fact]
    public void The_facade_reaches_neither_the_laws_nor_FsCheck()
    {
        var reached = Reached(typeof(Points).Assembly);
        Assert.DoesNotContain("FsCheck", reached);
        Assert.DoesNotContain("GanFlowTheory.Laws", reached);
        Assert.Contains("GanFlowTheory.Numerics", reached);
    }

    [Fact]
    public void The_facade_of_the_laws_reaches_FsCheck() => Assert.Contains("FsCheck", Reached(typeof(LawSuite).Assembly));
}
