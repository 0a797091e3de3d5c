// The reference server of the tus project: node server.mjs FOLDER; prints its port, ends with its standard input.
import {Server} from '@tus/server'
import {FileStore} from '@tus/file-store'

const server = new Server({
  path: '/uploads',
  datastore: new FileStore({directory: process.argv[2]}),
  lockDrainTimeout: 50, // ms that a request of a dead connection may hold an upload
})
const listening = server.listen({host: '127.0.0.1', port: 0}, () => {
  console.log(listening.address().port)
})
process.stdin.resume()
process.stdin.on('end', () => process.exit())
