"""What stands beside the pipelines, in one: server.py PORT_FILE FOLDER.

A hook that listens (POST /hook: what is said is written to FOLDER/1, FOLDER/2, ...) and a server of Terraform's HTTP
protocol for one state (GET, POST, LOCK, UNLOCK /state).
"""

import http.server
import json
import pathlib
import sys


class Server(http.server.BaseHTTPRequestHandler):
    heard = 0
    state = None
    lock = None

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def reply(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.reply(*((404,) if Server.state is None else (200, Server.state)))

    def do_POST(self):
        body = self.body()
        if self.path.startswith("/hook"):
            Server.heard += 1
            (folder / str(Server.heard)).write_bytes(body)
        elif Server.lock is not None and f"ID={json.loads(Server.lock)['ID']}" not in self.path:
            return self.reply(423, Server.lock)
        else:
            Server.state = body
        self.reply(200)

    def do_LOCK(self):
        body = self.body()
        if Server.lock is not None:
            return self.reply(423, Server.lock)
        Server.lock = body
        self.reply(200)

    def do_UNLOCK(self):
        self.body()
        Server.lock = None
        self.reply(200)

    def log_message(self, *_):
        pass


port_file, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
server = http.server.HTTPServer(("127.0.0.1", 0), Server)
port_file.write_text(str(server.server_port))
server.serve_forever()
