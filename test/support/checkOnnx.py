"""Checks the ONNX file that standard input holds as base64, and prints its operators and types as JSON."""

import base64
import json
import sys

import onnx

model = onnx.load_model_from_string(base64.b64decode(sys.stdin.read()))
onnx.checker.check_model(model, full_check=True)
print(
    json.dumps(
        {
            "ir": model.ir_version,
            "opsets": {entry.domain: entry.version for entry in model.opset_import},
            "operators": [node.op_type for node in model.graph.node],
            "inputs": [
                [
                    port.name,
                    onnx.TensorProto.DataType.Name(port.type.tensor_type.elem_type),
                    [d.dim_param or d.dim_value for d in port.type.tensor_type.shape.dim],
                ]
                for port in model.graph.input
            ],
            "outputs": [
                [
                    port.name,
                    onnx.TensorProto.DataType.Name(port.type.tensor_type.elem_type),
                    [d.dim_param or d.dim_value for d in port.type.tensor_type.shape.dim],
                ]
                for port in model.graph.output
            ],
        }
    )
)
