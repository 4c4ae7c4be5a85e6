"""The API over them, with REST framework's serializers and generic views, as its tutorial has it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from rest_framework import generics, serializers

from benchmarks.sites.teams.models import Membership


class PersonSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    display_name = serializers.CharField(source="get_full_name")

    class Meta:
        model = get_user_model()
        fields = ("id", "username", "email", "display_name")


class TeamSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    name = serializers.CharField(source="team.name")

    class Meta:
        model = Membership
        fields = ("team_id", "name", "role")


class MeView(generics.RetrieveAPIView):  # type: ignore[type-arg]
    serializer_class = PersonSerializer
    required_scopes = ["profile"]

    def get_object(self) -> Any:
        return self.request.user


class TeamsView(generics.ListAPIView):  # type: ignore[type-arg]
    serializer_class = TeamSerializer
    required_scopes = ["teams"]

    def get_queryset(self) -> Any:
        return Membership.objects.filter(user=self.request.user.pk).select_related("team").order_by("team_id")
