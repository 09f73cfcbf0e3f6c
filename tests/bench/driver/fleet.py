"""Configurations to measure with, in folders of their own. fleet.cpp writes the same blocks inside a process."""
import pathlib

SETTINGS = (
    'model = "llama-v3p1-8b-instruct"\n'
    'accelerator_type = "NVIDIA_H100_80GB"\n'
    "min_replica_count = 0\n"
    "max_replica_count = 2\n"
    'scale_to_zero_window = "5m"\n'
)


def deployment(number, more=""):
    return f'[deployment.chat_{number:06}]\ndisplay_name = "chat {number:06}"\n{SETTINGS}{more}\n'


def addon(number, base):
    return f'[lora_addon.chat_{number:06}]\nmodel = "sample-lora"\nbase_id = "{base}"\n\n'


def write(folder, blocks, files=1):
    """Deals the blocks out to fireform.toml and, from the second file on, NN.fireform.toml."""
    folder = pathlib.Path(folder)
    folder.mkdir(exist_ok=True)
    for index in range(files):
        name = "fireform.toml" if index == 0 else f"{index:02}.fireform.toml"
        (folder / name).write_text("".join(blocks[index::files]))
    return folder


def deployments(folder, count, files=1):
    return write(folder, [deployment(number) for number in range(1, count + 1)], files)


def pairs(folder, count, references):
    """`count` deployments and as many addons on them, which refer to them or name the id that is written there."""
    blocks = []
    for number in range(1, count + 1):
        name = f"chat-{number:06}"
        base = f"${{deployment.chat_{number:06}.id}}" if references else name
        blocks.append(deployment(number, f'id = "{name}"\nenable_addons = true\n'))
        blocks.append(addon(number, base))
    return write(folder, blocks)
