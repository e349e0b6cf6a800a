//! What the contact law cannot use, and keys that change nothing.

use super::refuses;

refused! {
    limit_poisson_of_one_half: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "layers = [{ layer = \"fat\", thickness_mm = 1, poisson = ^0.5 }]\n"
        => "skin.layers[0].poisson", ["0.5", "0 to 0.5", "left out"];
    identity_force_of_a_needle: "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"needle\"\n", "[technique]\nforce_n = ^1\n"
        => "technique.force_n", ["drive = \"force\""];
    identity_bench_fat_in_vivo: "format = 1\n[device]\npreset = \"needle\"\n[skin]\nsite = \"cheek\"\n", "bench_fat_mm = ^1\n" => "skin.bench_fat_mm", ["support = \"bench\""];
}
