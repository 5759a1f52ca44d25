// The core's generic types, as a world combines them.
global using CorePaging = Osmosis.Memory.Paging.Paging<
    Osmosis.Memory.Paging.RecursiveTables<Osmosis.Simulation.SimulatedMachine>,
    Osmosis.Memory.Tests.Worlds.TestFrames>;
global using CoreSetup = Osmosis.Boot.PagingSetup<Osmosis.Simulation.SimulatedMachine,
    Osmosis.Memory.Tests.Worlds.TestFrames>;
