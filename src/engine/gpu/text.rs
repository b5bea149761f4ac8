//! What the texts of the shaders have in common, in WGSL. Sizes are constants in them, but for the number of pictures,
//! which changes with the last batch of an epoch: it follows from the length of a buffer.

use std::fmt::Write;

use super::shader::GROUP;

/// The begin of a shader: its buffers (name and type; the last is written), and the number of the invocation, `id`.
pub(super) fn head(buffers: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (at, (name, of)) in buffers.iter().enumerate() {
        let access = if at + 1 == buffers.len() {
            "read_write"
        } else {
            "read"
        };
        let _ = writeln!(
            text,
            "@group(0) @binding({at}) var<storage, {access}> {name}: array<{of}>;"
        );
    }
    let _ = write!(
        text,
        "
@compute @workgroup_size({GROUP})
fn main(
    @builtin(workgroup_id) group: vec3u,
    @builtin(num_workgroups) groups: vec3u,
    @builtin(local_invocation_index) own: u32,
) {{
    let id = (group.y * groups.x + group.x) * {GROUP}u + own;
"
    );
    text
}

/// The type of a value of one or four channels.
pub(super) fn vector(width: usize) -> &'static str {
    if width == 4 { "vec4f" } else { "f32" }
}

/// The members of a vector of one or four.
pub(super) fn members(name: &str, width: usize) -> Vec<String> {
    if width == 4 {
        let names = ["x", "y", "z", "w"];
        names.map(|member| format!("{name}.{member}")).to_vec()
    } else {
        vec![name.to_owned()]
    }
}
