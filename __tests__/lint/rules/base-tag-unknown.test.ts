import { checkRule } from '../check-rule.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

function never(image: string, near: string) {
  return {
    name: image,
    text: `FROM ${image}\n`,
    line: 1,
    column: 6,
    severity: 'error' as const,
    message: `there never was an image ${image}: the nearest is ${near}`,
  };
}

function slip(image: string, near: string) {
  return {
    ...never(image, near),
    severity: 'warning' as const,
    message: `${image} is not known: is ${near} meant?`,
  };
}

checkRule('base-tag-unknown', {
  reject: [
    never('golang:1.22-slim', 'golang:1.22'),
    never('golang:slim', 'golang:latest'),
    never('golang:1.22-bookworm-slim', 'golang:1.22-bookworm'),
    never('golang:1.22-slim-bookworm', 'golang:1.22-bookworm'),
    never('golang:1.22-alpine-3.20', 'golang:1.22-alpine3.20'),
    never('golang:alpine-1.22', 'golang:1.22-alpine'),
    never('golang:v1.22', 'golang:1.22'),
    never('golang:go1.22', 'golang:1.22'),
    never('golang:latest-alpine', 'golang:alpine'),
    never('golang:1.22-jammy', 'golang:1.22'),
    never('golang:1.22-amd64', 'golang:1.22'),
    never('docker.io/library/golang:1.22-slim', 'golang:1.22'),
    never('public.ecr.aws/docker/library/golang:1.22-slim', 'public.ecr.aws/docker/library/golang:1.22'),
    never('debian:slim', 'debian:stable-slim'),
    never('debian:latest-slim', 'debian:stable-slim'),
    never('debian:slim-bookworm', 'debian:bookworm-slim'),
    never('debian:12-bookworm', 'debian:bookworm'),
    never('debian:bookworm-minimal', 'debian:bookworm'),
    never('debian:jammy', 'debian:stable'),
    never('ubuntu:22', 'ubuntu:22.04'),
    never('ubuntu:20.4', 'ubuntu:20.04'),
    never('ubuntu:22.04-slim', 'ubuntu:22.04'),
    never('ubuntu:jammy-minimal', 'ubuntu:jammy'),
    never('ubuntu:lts', 'ubuntu:latest'),
    never('alpine:v3.20', 'alpine:3.20'),
    never('alpine:3.20-slim', 'alpine:3.20'),
    never('alpine:stable', 'alpine:latest'),
    never('busybox:latest-musl', 'busybox:musl'),
    never('busybox:1.36-static', 'busybox:1.36'),
    never('gcr.io/distroless/static:nonroot-debug', 'gcr.io/distroless/static:debug-nonroot'),
    never('gcr.io/distroless/base-debian12:slim', 'gcr.io/distroless/base-debian12:latest'),
    slip('golang:1.22-bookwrom', 'golang:1.22-bookworm'),
    slip('golang:1.22-apline', 'golang:1.22-alpine'),
    slip('debian:bulleye-slim', 'debian:bullseye-slim'),
    slip('ubuntu:jamy', 'ubuntu:jammy'),
    slip('alpine:lastest', 'alpine:latest'),
    slip('gcr.io/distroless/static:noroot', 'gcr.io/distroless/static:nonroot'),
    {
      ...never('golang:1.22-slim', 'golang:1.22'),
      name: 'by argument',
      text: 'ARG V=1.22\nFROM golang:$V-slim\n',
      line: 2,
    },
  ],
  accept: [
    { name: 'digest present', text: `FROM golang:1.22-slim@${DIGEST}\n` },
    { name: 'a stage of that name', text: 'FROM golang:1.22 AS golang\nFROM golang\n' },
    { name: 'a release candidate', text: 'FROM golang:1.27-rc-slim\n' },
    { name: 'a numbered release candidate', text: 'FROM golang:1.27rc2-bookworm\n' },
    { name: 'a beta', text: 'FROM golang:1.27beta1-slim\n' },
    { name: 'tip', text: 'FROM golang:tip-slim\n' },
    { name: 'a date', text: 'FROM debian:bookworm-slim-20260101\n' },
    { name: 'any version by grammar', text: 'FROM golang:7.77.777-alpine3.99\n' },
    { name: 'any version of debian', text: 'FROM debian:99.1-slim\n' },
    { name: 'any windows', text: 'FROM golang:1.30-nanoserver-ltsc2030\n' },
    { name: 'a word that is new', text: 'FROM golang:1.40-zurg\n' },
    { name: 'a suite that is new', text: 'FROM ubuntu:wobbly\n' },
    { name: 'no tag', text: 'FROM golang\n' },
    { name: 'an argument without default', text: 'ARG V\nFROM golang:$V-slim\n' },
    { name: 'a mirror, which may have its own', text: 'FROM mirror.example/library/golang:1.22-slim\n' },
    { name: 'a user of that name', text: 'FROM someone/golang:1.22-slim\n' },
    { name: 'another image', text: 'FROM node:22-slim\n' },
    { name: 'a commit of distroless', text: `FROM gcr.io/distroless/static:${'a1'.repeat(20)}\n` },
    { name: 'distroless of a language', text: 'FROM gcr.io/distroless/java:11-slim\n' },
  ],
});
