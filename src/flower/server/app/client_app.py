"""The app of this federation's Python SuperNodes.

TypeScript clients (`npm run flower-client`) run their own code and never this. To let Python clients
take part, put a Flower ClientApp here: it gets the arrays of initial.json, in that order, and must
answer with arrays of the same names and shapes, and with metrics that contain num-examples and
whatever else the other clients measure.
"""

from flwr.app import Context, Message
from flwr.clientapp import ClientApp

app = ClientApp()


@app.train()
@app.evaluate()
def answer(message: Message, context: Context) -> Message:
    raise NotImplementedError("the clients of this app are TypeScript: npm run flower-client")
